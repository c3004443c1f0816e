/** What the student's pages say (join and exam). */
export const exam = {
  title: 'Exam',
};
