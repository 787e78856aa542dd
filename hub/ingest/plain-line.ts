/**
 * The quick reading of a line that is written exactly as `JSON.stringify` writes a fact, with an observation that came before.
 *
 * A bank's customers say the same few hundred things over and over: `step-entered vehicle`, `field-changed car-model filled`. What one says is
 * read and checked once and then shared, so that of a line only two ids and two numbers are new. Any other line is nobody's here: `JSON.parse`
 * and the schema read it, and a test holds both against each other.
 */
import { type QuickCheck, quickCheckOf } from "#shared/contract/quick-check.ts";
import type { Observation, SentFact } from "#shared/model/fact.ts";
import { observationSchema, sentFactSchema } from "#shared/model/fact.ts";
import { noteObservationText } from "../store/observation-texts.ts";

/** Observations remembered; beyond it, all are forgotten, so that reasons made up by somebody do not fill memory. */
const MOST_OBSERVATIONS = 4_096;
/** Whole numbers of so many digits are exact. */
const MOST_DIGITS = 15;

const BEFORE_ID = '{"id":"';
const BEFORE_JOURNEY = '","journeyId":"';
const BEFORE_SEQ = '","seq":';
const BEFORE_AT = ',"at":';
const BEFORE_OBSERVATION = ',"observation":';

const quickObservation: QuickCheck<Observation> = quickCheckOf(observationSchema);
const quickId = quickCheckOf(sentFactSchema.shape.id);
const quickJourneyId = quickCheckOf(sentFactSchema.shape.journeyId);
const quickSeq = quickCheckOf(sentFactSchema.shape.seq);
const quickAt = quickCheckOf(sentFactSchema.shape.at);

const observations = new Map<string, Observation>();

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function observationOf(text: string): Observation | undefined {
  const known = observations.get(text);
  if (known !== undefined) return known;
  const observation = quickObservation(parsed(text));
  // Spaces, another order, a key that is there twice: to be read, but not as it stands.
  const own = observation === undefined ? undefined : JSON.stringify(observation);
  if (observation === undefined || own === undefined || own !== text) return undefined;
  if (observations.size >= MOST_OBSERVATIONS) observations.clear();
  // Shared by every fact that says it. The text is one of its own: a part of a body would keep the whole body.
  observations.set(own, Object.freeze(observation));
  noteObservationText(observation, own);
  return observation;
}

export type PlainLines = {
  /** The fact of the line between these places; undefined when it is to be read as JSON. */
  factAt(begin: number, end: number): SentFact | undefined;
};

/** @param text a body of lines. */
export function plainLines(text: string): PlainLines {
  // Only to copy ids out of: a part of `text` would keep all of it for as long as the id is remembered.
  const bytes = Buffer.from(text, "latin1");
  /** Behind the number read last; -1 = there was none. */
  let behind = -1;

  function numberAt(begin: number): number {
    let value = 0;
    let at = begin;
    for (let digit = text.charCodeAt(at) - 48; digit >= 0 && digit <= 9; digit = text.charCodeAt(at) - 48) {
      value = value * 10 + digit;
      at += 1;
    }
    behind = at === begin || at - begin > MOST_DIGITS || (at - begin > 1 && text.charCodeAt(begin) === 48) ? -1 : at;
    return value;
  }

  return {
    factAt(begin, end) {
      if (!text.startsWith(BEFORE_ID, begin)) return undefined;
      const idAt = begin + BEFORE_ID.length;
      const idEnd = text.indexOf('"', idAt);
      if (idEnd < 0 || !text.startsWith(BEFORE_JOURNEY, idEnd)) return undefined;
      const journeyAt = idEnd + BEFORE_JOURNEY.length;
      const journeyEnd = text.indexOf('"', journeyAt);
      if (journeyEnd < 0 || !text.startsWith(BEFORE_SEQ, journeyEnd)) return undefined;
      const seq = quickSeq(numberAt(journeyEnd + BEFORE_SEQ.length));
      if (seq === undefined || behind < 0 || !text.startsWith(BEFORE_AT, behind)) return undefined;
      const at = quickAt(numberAt(behind + BEFORE_AT.length));
      if (at === undefined || behind < 0 || !text.startsWith(BEFORE_OBSERVATION, behind)) return undefined;
      const observationAt = behind + BEFORE_OBSERVATION.length;
      if (observationAt >= end - 1 || text.charCodeAt(end - 1) !== 0x7d) return undefined;
      if (quickId(text.slice(idAt, idEnd)) === undefined || quickJourneyId(text.slice(journeyAt, journeyEnd)) === undefined)
        return undefined;
      const observation = observationOf(text.slice(observationAt, end - 1));
      if (observation === undefined) return undefined;
      // What was checked is plain ASCII, so its bytes are its characters.
      const id = bytes.toString("latin1", idAt, idEnd) as SentFact["id"];
      const journeyId = bytes.toString("latin1", journeyAt, journeyEnd) as SentFact["journeyId"];
      return { id, journeyId, seq, at, observation };
    },
  };
}
