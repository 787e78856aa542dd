/** All sentences of the desk in one language. Components get them from `useCopy` (`renderer/state/use-desk.ts`). */
import type { Language } from "#shared/model/words.ts";
import { alertsCopy } from "./alerts.ts";
import { auditCopy } from "./audit.ts";
import { contactCopy } from "./contact.ts";
import { byHandCopy } from "./contact-by-hand.ts";
import { errorCopy } from "./errors.ts";
import { factCopy } from "./facts.ts";
import { helpSessionCopy } from "./help-session.ts";
import { historyCopy } from "./history.ts";
import { likelyNeedCopy } from "./likely-need.ts";
import { settingsCopy } from "./settings.ts";
import { shellCopy } from "./shell.ts";
import { studioCopy } from "./studio.ts";
import { whyCopy } from "./why.ts";

export function copyOf(language: Language) {
  return {
    shell: shellCopy[language],
    alerts: alertsCopy[language],
    audit: auditCopy[language],
    byHand: byHandCopy[language],
    contact: contactCopy[language],
    errors: errorCopy[language],
    facts: factCopy[language],
    helpSession: helpSessionCopy[language],
    history: historyCopy[language],
    likelyNeed: likelyNeedCopy[language],
    settings: settingsCopy[language],
    studio: studioCopy[language],
    why: whyCopy[language],
  };
}
export type Copy = ReturnType<typeof copyOf>;
