import type { PasswordFault } from '../passwords.ts';
import type { PasswordPolicy } from '../user-pools.ts';
import type { Language } from './language.ts';

/** Everything that the pages say, in one language. */
export interface Texts {
  readonly otherLanguage: string;
  readonly signIn: string;
  readonly signUp: string;
  readonly confirm: string;
  readonly forgot: string;
  readonly reset: string;
  readonly email: string;
  readonly username: string;
  readonly password: string;
  readonly newPassword: string;
  readonly code: string;
  readonly sendCode: string;
  readonly sendAgain: string;
  readonly save: string;
  readonly noAccount: string;
  readonly haveAccount: string;
  readonly haveCode: string;
  readonly codeSent: (to: string) => string;
  readonly mailboxHint: string;
  readonly mailbox: string;
  readonly noMail: string;
  readonly atHand: string;
  readonly atHandHint: string;
  readonly continueAs: (person: string) => string;
  readonly wrongPassword: string;
  readonly wrongCode: string;
  readonly notConfirmed: string;
  readonly badEmail: string;
  readonly badUsername: string;
  readonly taken: string;
  readonly badPassword: string;
  readonly passwordFault: (fault: PasswordFault, policy: PasswordPolicy) => string;
  readonly failed: string;
  readonly startAgain: string;
  readonly expired: string;
  readonly foreignForm: string;
}

const en: Texts = {
  otherLanguage: '한국어',
  signIn: 'Sign in',
  signUp: 'Sign up',
  confirm: 'Confirm your e-mail',
  forgot: 'Forgot your password?',
  reset: 'Choose a new password',
  email: 'E-mail',
  username: 'User name',
  password: 'Password',
  newPassword: 'New password',
  code: 'Code',
  sendCode: 'Send me a code',
  sendAgain: 'Send the code again',
  save: 'Save and sign in',
  noAccount: 'No account yet? Sign up',
  haveAccount: 'You have an account? Sign in',
  haveCode: 'You have a code already?',
  codeSent: (to) => `If ${to} is waiting for a code, it is on its way. Enter its six digits.`,
  mailboxHint: 'This run sends no e-mail.',
  mailbox: 'Read what it would send',
  noMail: 'There is nothing yet.',
  atHand: 'Only on this machine',
  atHandHint: 'No password needed: these people are made up.',
  continueAs: (person) => `Continue as ${person}`,
  wrongPassword: 'That is not right: no account has this name and password.',
  wrongCode: 'This code is wrong, used or expired. Look at the newest e-mail, or have the code sent again.',
  notConfirmed: 'Your e-mail is not confirmed yet. We have sent you a new code.',
  badEmail: 'This is no e-mail address.',
  badUsername: 'A user name has 1 to 128 letters, digits or signs, and no space.',
  taken: 'This did not work. If you have an account already, sign in.',
  badPassword: 'The password needs more:',
  passwordFault: (fault, { minimumLength }) =>
    ({
      tooShort: `at least ${minimumLength} characters`,
      tooLong: 'at most 256 characters',
      lowercase: 'a small letter (a to z)',
      uppercase: 'a capital letter (A to Z)',
      digits: 'a digit',
      symbols: 'a sign, such as ! or ?',
      spaces: 'no space at its start or end',
    })[fault],
  failed: 'Sign-in did not work',
  startAgain: 'Go back to the app and start again.',
  expired: 'This sign-in was left open too long, was finished already, or began in another browser.',
  foreignForm: 'This form was not sent by this page.',
};

const ko: Texts = {
  otherLanguage: 'English',
  signIn: '로그인',
  signUp: '회원가입',
  confirm: '이메일 확인',
  forgot: '비밀번호를 잊으셨나요?',
  reset: '새 비밀번호 설정',
  email: '이메일',
  username: '사용자 이름',
  password: '비밀번호',
  newPassword: '새 비밀번호',
  code: '인증 코드',
  sendCode: '인증 코드 받기',
  sendAgain: '코드 다시 보내기',
  save: '저장하고 로그인',
  noAccount: '계정이 없으신가요? 회원가입',
  haveAccount: '계정이 있으신가요? 로그인',
  haveCode: '이미 코드를 받으셨나요?',
  codeSent: (to) => `${to} 앞으로 필요한 코드가 있으면 곧 도착합니다. 여섯 자리 숫자를 입력하세요.`,
  mailboxHint: '이 실행 환경은 이메일을 보내지 않습니다.',
  mailbox: '보낼 내용 보기',
  noMail: '아직 아무것도 없습니다.',
  atHand: '이 컴퓨터에서만',
  atHandHint: '비밀번호가 필요 없는 가상의 사람들입니다.',
  continueAs: (person) => `${person}(으)로 계속`,
  wrongPassword: '이름 또는 비밀번호가 올바르지 않습니다.',
  wrongCode: '코드가 틀렸거나 이미 사용되었거나 만료되었습니다. 가장 최근 이메일을 확인하거나 코드를 다시 받으세요.',
  notConfirmed: '아직 이메일을 확인하지 않으셨습니다. 새 코드를 보냈습니다.',
  badEmail: '올바른 이메일 주소가 아닙니다.',
  badUsername: '사용자 이름은 공백 없이 글자, 숫자, 기호 1~128자입니다.',
  taken: '가입할 수 없습니다. 이미 계정이 있다면 로그인하세요.',
  badPassword: '비밀번호에 다음이 필요합니다.',
  passwordFault: (fault, { minimumLength }) =>
    ({
      tooShort: `${minimumLength}자 이상`,
      tooLong: '256자 이하',
      lowercase: '영문 소문자 (a~z)',
      uppercase: '영문 대문자 (A~Z)',
      digits: '숫자',
      symbols: '! 또는 ? 같은 기호',
      spaces: '앞뒤에 공백 없음',
    })[fault],
  failed: '로그인하지 못했습니다',
  startAgain: '앱으로 돌아가 다시 시작하세요.',
  expired: '로그인 창이 너무 오래 열려 있었거나, 이미 끝났거나, 다른 브라우저에서 시작되었습니다.',
  foreignForm: '이 페이지에서 보낸 양식이 아닙니다.',
};

export const texts: Readonly<Record<Language, Texts>> = { en, ko };
