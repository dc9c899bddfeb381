/** What the checks of set-up and the self-test say, in English. */
export const checks = {
  'doctor.exchange': 'Exchange',
  'doctor.exchange.ok': '{url} answers.',
  'doctor.exchange.failed': '{url} does not answer: {reason}.',
  'doctor.exchange.failed.fix': 'Check the network, the firewall and UPBIT_API_URL.',
  'doctor.clock': 'Clock of the exchange',
  'doctor.clock.ok': 'The clock of the exchange tells the same as ours.',
  'doctor.clock.off': 'The clock of the exchange and ours are {seconds} s apart.',
  'doctor.clock.off.fix': 'Let this machine set its clock by NTP.',
  'doctor.clock.far':
    'The clock of the exchange and ours are {seconds} s apart: strategies do not trade.',
  'doctor.clock.far.fix': 'Let this machine set its clock by NTP.',
  'doctor.keys': 'Keys of the exchange',
  'doctor.keys.ok': 'The exchange accepts the keys.',
  'doctor.keys.unset': 'There are no keys of an exchange: nothing can be traded.',
  'doctor.keys.unset.fix': 'To trade, set UPBIT_ACCESS_KEY and UPBIT_SECRET_KEY.',
  'doctor.keys.refused': 'The exchange refuses the keys: {reason}.',
  'doctor.keys.refused.fix':
    'Check whether the keys have expired, may see the balance and are allowed from this address; make new ones if need be.',
  'doctor.trade': 'Right to trade',
  'doctor.trade.ok': 'The keys may place orders.',
  'doctor.trade.lacking': 'The keys may not place orders: {reason}.',
  'doctor.trade.lacking.fix':
    'Make keys that may see balances and orders and place orders, but not withdraw.',
  'selftest.page': 'Follow the live page',
  'selftest.health': 'Ask for the health',
  'selftest.commands': 'Read the list of commands',
  'selftest.balance': 'Ask the exchange for the balance',
  'selftest.refusal': 'See a foolish order refused',
  'selftest.notification': 'Tell something in the channel',
}
