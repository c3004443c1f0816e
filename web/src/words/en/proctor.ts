/** What the board says. */
export const proctor = {
  title: 'Board',
};
