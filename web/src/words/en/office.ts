/** What the office says. */
export const office = {
  title: 'Office',
};
