/**
 * Keeps the desk's copy of the log whole: takes pushes, and asks from where it stands when one is missing.
 *
 * Owns resuming. How a push changes the copy is `renderer/state/desk-log.ts`; when to resume for the first time is `desk.ts`.
 */
import type { DeskPush } from "#shared/model/desk-log.ts";
import type { PushVerdict } from "../state/desk-log.ts";
import { applyPush, applySnapshot } from "../state/desk-log.ts";
import type { DeskContext, DeskLink } from "./desk.ts";
import type { StudioDeeds } from "./studio-deeds.ts";

type Asked = ReturnType<DeskLink["calls"]["resume"]>;

export type LogKeeper = {
  takePush(push: DeskPush): void;
  /** One at a time; a gap found meanwhile makes it run once more. `asked`: the answer to a first question, asked already. */
  resume(asked?: Asked): Promise<void>;
};

export function keepLog(
  { store, link }: Pick<DeskContext, "store" | "link">,
  studio: Pick<StudioDeeds, "takePush" | "logBeganAnew">,
): LogKeeper {
  const set = store.setState;
  const get = store.getState;
  let resuming: Promise<void> | null = null;
  let resumeAgain = false;

  function takePush(push: DeskPush): void {
    if (apply(push) === "gap") void resume();
  }

  function apply(push: DeskPush): PushVerdict {
    const { me, log } = get();
    // Nobody yet to apply it for: it is asked for again.
    if (me === null) return "gap";
    const { log: next, verdict } = applyPush(log, push, me.id);
    if (verdict !== "applied") return verdict;
    set({ log: next });
    studio.takePush(push);
    return verdict;
  }

  async function resumeOnce(of: DeskLink, asked?: Asked): Promise<void> {
    for (const cursor of [get().log.seq, null]) {
      const reply = await (cursor !== null && asked !== undefined ? asked : of.calls.resume({ cursor }));
      const { me, log } = get();
      if (link() !== of || me === null || !reply.ok) return;
      if (reply.value.kind === "snapshot") {
        set({ log: applySnapshot(log, reply.value.snapshot, me.id) });
        studio.logBeganAnew();
        return;
      }
      if (apply(reply.value.push) !== "gap") return;
    }
  }

  function resume(asked?: Asked): Promise<void> {
    if (resuming !== null) {
      resumeAgain = true;
      return resuming;
    }
    const of = link();
    if (of === null) return Promise.resolve();
    set({ isSyncing: true });
    resuming = resumeOnce(of, asked).finally(() => {
      resuming = null;
      set({ isSyncing: false });
      if (!resumeAgain) return;
      resumeAgain = false;
      void resume();
    });
    return resuming;
  }

  return { takePush, resume };
}
