/** English texts of the pages of trading. */
export const en = {
  'web.trading.title': 'Trading',
}
