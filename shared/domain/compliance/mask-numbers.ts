/**
 * Masks numbers that identify a person or open an account before anyone reads them (docs/spec/PII.md).
 *
 * Runs at the customer before sending and again at the hub before keeping. Knows nothing of wording; that is the lexicon's.
 */

export type NumberKind = "id-card" | "bank-card" | "mobile" | "verification-code";

export type MaskedNumber = {
  readonly kind: NumberKind;
  /** Range in the original text, UTF-16 units, `end` excluded. */
  readonly start: number;
  readonly end: number;
};

export type MaskedText = { readonly text: string; readonly masks: readonly MaskedNumber[] };

/** The same for every kind and length, so that the mask tells nothing. */
export const NUMBER_MASK = "••••••";

/** One digit of a run, or the X that ends an ID number. `piece` counts the parts between separators. */
type Digit = { readonly value: string; readonly start: number; readonly end: number; readonly piece: number };

const CHINESE_DIGITS: Readonly<Record<string, string>> = {
  零: "0",
  〇: "0",
  洞: "0",
  一: "1",
  壹: "1",
  幺: "1",
  二: "2",
  贰: "2",
  貳: "2",
  三: "3",
  叁: "3",
  參: "3",
  四: "4",
  肆: "4",
  五: "5",
  伍: "5",
  六: "6",
  陆: "6",
  陸: "6",
  七: "7",
  柒: "7",
  拐: "7",
  八: "8",
  捌: "8",
  九: "9",
  玖: "9",
  勾: "9",
};
/** What people put between the groups of a number; a run never goes over anything else. */
const SEPARATOR = /^[\p{Z}\p{Cf}\p{Cc}\p{Pd}\p{Pc}.,·•・。，、*#'|~]$/u;
const MOST_SEPARATORS = 4;

const PROVINCES = new Set(
  "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split(" "),
);
const CODE_WORD =
  /(?:验证码|驗證碼|校验码|校驗碼|动态码|動態碼|动态口令|動態口令|短信码|短信碼|短信密码|短信密碼|安全码|安全碼|口令|密码|密碼|verification code|passcode|otp|pin|code|cvv2?)/iu;
/** Beside these a mistyped card number is a card number too. */
const CARD_WORD = /(?:银行卡|銀行卡|卡号|卡號|账号|帳號|账户|賬戶|帐号|储蓄卡|信用卡|card|account)/iu;
/** How far before a code its word may stand, and how far behind. */
const CODE_BEFORE = 16;
const CODE_BEHIND = 8;
const MEASURE =
  /^\s*(?:年|月|日|号|號|点|點|元|块|塊|万|萬|千|百|亿|億|分|秒|小时|小時|天|期|个|個|位|次|%|％|岁|歲|mb|kb|yuan|minutes?|seconds?|days?|digits?)/iu;

/** @returns the text with every number found replaced by `NUMBER_MASK`, and what was replaced. Masking a masked text changes nothing. */
export function maskNumbers(text: string): MaskedText {
  const masks = runsOf(text).flatMap((run) => numbersIn(run, text));
  let masked = "";
  let from = 0;
  for (const { start, end } of masks) {
    masked += text.slice(from, start) + NUMBER_MASK;
    from = end;
  }
  return { text: masked + text.slice(from), masks };
}

function digitOf(codePoint: string): string | undefined {
  const plain = codePoint.normalize("NFKC");
  return /^\d$/.test(plain) ? plain : (CHINESE_DIGITS[codePoint] ?? (/^\p{Nd}$/u.test(codePoint) ? decimalValue(codePoint) : undefined));
}

/** The value of a digit of another script: Unicode keeps every script's ten digits in a row, zero first. */
function decimalValue(codePoint: string): string | undefined {
  const at = codePoint.codePointAt(0) ?? 0;
  for (let value = 9; value >= 0; value--) {
    const row = Array.from({ length: value + 1 }, (_, i) => String.fromCodePoint(at - value + i));
    const before = String.fromCodePoint(at - value - 1);
    if (row.every((digit) => /^\p{Nd}$/u.test(digit)) && !/^\p{Nd}$/u.test(before)) return String(value);
  }
  return undefined;
}

/** Digits with nothing but a few separators between them, in order of the text. */
function runsOf(text: string): Digit[][] {
  const runs: Digit[][] = [];
  let run: Digit[] = [];
  let piece = 0;
  let separators = 0;
  let at = 0;
  for (const codePoint of text) {
    const start = at;
    at += codePoint.length;
    const value = digitOf(codePoint);
    const endsId = value === undefined && /^[xX×ⅹⅩ]$/u.test(codePoint.normalize("NFKC")) && run.length >= 17;
    if (value !== undefined || endsId) {
      if (separators > 0 && run.length > 0) piece += 1;
      separators = 0;
      run.push({ value: value ?? "X", start, end: at, piece });
    } else if (run.length > 0 && SEPARATOR.test(codePoint) && separators < MOST_SEPARATORS) {
      separators += 1;
    } else {
      if (run.length > 0) runs.push(run);
      run = [];
      separators = 0;
    }
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

/** Numbers of one run, left to right; at each place the most telling kind first. */
function numbersIn(run: readonly Digit[], text: string): MaskedNumber[] {
  const found: MaskedNumber[] = [];
  let at = 0;
  let afterNumber = false;
  while (at < run.length) {
    const hit = numberAt(run, at, afterNumber, text);
    afterNumber = hit !== null;
    if (!hit) {
      at += 1;
      continue;
    }
    const first = run[at];
    const last = run[at + hit.length - 1];
    if (first && last) found.push({ kind: hit.kind, start: first.start, end: last.end });
    at += hit.length;
  }
  return found;
}

type NumberAt = { readonly kind: NumberKind; readonly length: number };

function numberAt(run: readonly Digit[], at: number, afterNumber: boolean, text: string): NumberAt | null {
  const take = (length: number) =>
    run
      .slice(at, at + length)
      .map((digit) => digit.value)
      .join("");
  const fits = (length: number) => at + length <= run.length;
  const startsPiece = at === 0 || afterNumber || run[at - 1]?.piece !== run[at]?.piece;
  const endsPiece = (length: number) => at + length === run.length || run[at + length]?.piece !== run[at + length - 1]?.piece;
  const stands = (length: number) => fits(length) && startsPiece && endsPiece(length);

  if (fits(18) && isIdCard(take(18))) return { kind: "id-card", length: 18 };
  if (stands(18) && looksLikeIdCard(take(18))) return { kind: "id-card", length: 18 };
  if (!startsPiece) return null;
  for (const [prefix, length] of [
    ["0086", 15],
    ["86", 13],
    ["", 11],
  ] as const) {
    if (stands(length) && take(length).startsWith(prefix) && /^1[3-9]\d{9}$/.test(take(length).slice(prefix.length)))
      return { kind: "mobile", length };
  }
  const spokenOfAsCard = CARD_WORD.test(text.slice(Math.max(0, (run[at]?.start ?? 0) - CODE_BEFORE), run[at]?.start));
  for (let length = 19; length >= 12; length--) {
    if (!stands(length)) continue;
    if (spokenOfAsCard || (length >= 13 && isBankCard(take(length)))) return { kind: "bank-card", length };
  }
  if (stands(15) && isOldIdCard(take(15))) return { kind: "id-card", length: 15 };
  for (let length = 8; length >= 4; length--)
    if (stands(length) && isCode(run, at, length, text)) return { kind: "verification-code", length };
  return null;
}

function isDate(year: number, month: number, day: number): boolean {
  return year >= 1900 && year <= 2099 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function looksLikeIdCard(number: string): boolean {
  return (
    PROVINCES.has(number.slice(0, 2)) &&
    /^\d{17}[\dX]$/.test(number) &&
    isDate(Number(number.slice(6, 10)), Number(number.slice(10, 12)), Number(number.slice(12, 14)))
  );
}

/** GB 11643-1999: ISO 7064 MOD 11-2 over the first 17 digits. */
function isIdCard(number: string): boolean {
  if (!looksLikeIdCard(number)) return false;
  const sum = [...number.slice(0, 17)].reduce((total, digit, i) => total + Number(digit) * (2 ** (17 - i) % 11), 0);
  return "10X98765432"[sum % 11] === number[17];
}

function isOldIdCard(number: string): boolean {
  return (
    PROVINCES.has(number.slice(0, 2)) &&
    isDate(1900 + Number(number.slice(6, 8)), Number(number.slice(8, 10)), Number(number.slice(10, 12)))
  );
}

/** ISO/IEC 7812-1, Annex B (Luhn). */
function isBankCard(number: string): boolean {
  if (!/^[1-9]\d*$/.test(number)) return false;
  const sum = [...number].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Four to eight digits that are spoken of as a code, and not a measure of something. */
function isCode(run: readonly Digit[], at: number, length: number, text: string): boolean {
  const first = run[at];
  const last = run[at + length - 1];
  if (!first || !last) return false;
  const behind = text.slice(last.end, last.end + CODE_BEHIND);
  if (MEASURE.test(behind)) return false;
  const before = text.slice(Math.max(0, first.start - CODE_BEFORE), first.start);
  return (
    CODE_WORD.test(before) ||
    (CODE_WORD.test(behind) && /^[\s，,。(（]*(?:是|就是|为|这是|is)?\s*(?:我的|我|收到的|短信|手机|my|the)?/u.test(behind))
  );
}
