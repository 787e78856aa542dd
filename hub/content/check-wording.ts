/**
 * The lexicon applied to the bank's own content: samples that must hold, and sentences the bank offers that its own lexicon would stop.
 *
 * Ids and dates are `check-content.ts`.
 */
import { checkChat } from "#shared/domain/compliance/check-chat.ts";
import { createLexiconMatcher, type LexiconMatcher } from "#shared/domain/compliance/lexicon-matcher.ts";
import { idleExceptions, sampleFaults } from "#shared/domain/compliance/samples.ts";
import type { Flow } from "#shared/model/flow.ts";
import type { Words } from "#shared/model/words.ts";
import type { Content, ContentFault } from "./content.ts";
import { toSimplifiedCharacter } from "./simplified.ts";

export type ReportFault = (kind: ContentFault["kind"], item: object, path: string, message: string) => void;

function reportBlocked(matcher: LexiconMatcher, report: ReportFault, item: object, path: string, words: Words | undefined): void {
  for (const [language, text] of Object.entries(words ?? {})) {
    const check = checkChat(matcher, text);
    if (check.verdict !== "pass")
      report(
        "wording",
        item,
        `${path}.${language}`,
        `says what the lexicon holds back: ${check.hits.map((hit) => `${hit.entryId} 「${text.slice(hit.start, hit.end)}」`).join(", ")}`,
      );
  }
}

/** What a flow offers to say: its hints. */
export function checkFlowWording(flow: Flow, matcher: LexiconMatcher, report: ReportFault): void {
  for (const [i, step] of flow.steps.entries())
    for (const [k, field] of step.fields.entries()) reportBlocked(matcher, report, flow, `steps[${i}].fields[${k}].hint`, field.hint);
}

export function checkWording(content: Content, report: ReportFault): void {
  const matcher = createLexiconMatcher(content.lexicon, toSimplifiedCharacter);
  const entries = new Map(content.lexicon.map((entry) => [entry.id, entry]));
  for (const fault of sampleFaults(content.lexicon, matcher)) {
    const entry = entries.get(fault.entryId);
    if (entry)
      report(
        "sample",
        entry,
        `${fault.list}[${fault.index}]`,
        `「${fault.sample}」 ${fault.list === "mustHit" ? "does not hit" : "hits"} ${fault.entryId}`,
      );
  }
  for (const entry of content.lexicon) {
    for (const exception of idleExceptions(entry, toSimplifiedCharacter)) {
      report("sample", entry, "exceptions", `「${exception}」 contains no phrase of ${entry.id}`);
    }
  }

  const maySay = (item: object, path: string, words: Words | undefined) => reportBlocked(matcher, report, item, path, words);
  for (const claim of content.notes.flatMap((note) => note.claims)) {
    maySay(claim, "sentence", claim.sentence);
    maySay(claim, "riskSentence", claim.riskSentence);
  }
  for (const entry of content.lexicon) maySay(entry, "suggestion", entry.suggestion);
  for (const script of content.assistant.scripts)
    for (const [i, message] of script.messages.entries()) maySay(script, `messages[${i}]`, message);
  for (const intent of content.assistant.intents) maySay(intent, "answer", intent.answer);
  const { fallback, unansweredMessage } = content.assistant;
  for (const name of ["message", "handOverMessage", "askForHelpMessage"] as const) maySay(fallback, `fallback.${name}`, fallback[name]);
  maySay(content.assistant, "unansweredMessage", unansweredMessage);
  for (const flow of content.flows) checkFlowWording(flow, matcher, report);
}
