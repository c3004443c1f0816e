/** The proctor in person: signing in, keys. */
import { plural } from '../../language';

export const signIn = {
  title: 'Sign in',
  sentence: 'The board is for proctors and the office.',
  again: 'You were signed out. Sign in again to go on; nothing on the board is lost.',
  name: 'Name',
  password: 'Password',
  act: 'Sign in',
  busy: 'Signing in',
  noName: 'Write your name.',
  noPassword: 'Write your password.',
  failed: 'The name or the password is wrong. Check both and try again.',
  tooOften: (seconds: number) => `Too many tries. Wait ${plural(seconds, 'second', 'seconds')} and try again.`,
  out: 'Sign out',
};

export const help = {
  title: 'Keys and help',
  sentence: 'Single keys work while nothing is being typed. Everything can also be reached by Tab.',
  off: 'Use single keys',
  offHint: 'Switch off if you speak to the computer or press keys by accident.',
  keys: {
    '/': 'Search',
    'j': 'Next student',
    'k': 'Previous student',
    'Enter': 'Open the student in focus',
    'x': 'Choose the student in focus',
    '*': 'Choose all that are shown, or nobody',
    'p': 'Pause',
    'r': 'Resume',
    '+': 'Give or take time',
    'a': 'Announce',
    'm': 'Message',
    'l': 'Lock',
    'u': 'Unlock',
    'h': 'Next raised hand',
    'n': 'Note or incident',
    'z': 'Take back what you ordered last, for 10 seconds',
    'g t': 'Show the table',
    'g s': 'Show the hall map',
    'g q': 'Show the questions',
    'Esc': 'Leave the search, choose nobody',
    '?': 'This help',
  } as Record<string, string>,
};
