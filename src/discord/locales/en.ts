/** What the Discord layer itself says to people. */
export const en = {
  outdated: 'This button is out of date. Look for the newest message, or use the command again.',
  unknown_command: 'This command is no longer available.',
  failed: 'Something went wrong on our side. Reference: {reference}',
  again: 'That took too long. Please try once more.',
}
