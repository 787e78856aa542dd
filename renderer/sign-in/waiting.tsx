/** What stands in the window while there is no desk yet: starting, failed, refused. */
import { useEffect, useState } from "react";
import type { ErrorCode } from "#shared/contract/errors.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import { useCopy, useDesk, useDeskState } from "../state/use-desk.ts";
import { Button, Failure } from "../ui/controls.tsx";

const SHOW_AFTER_MS = 200;
const SLOW_AFTER_MS = 5 * SECOND_MS;

/** 0 = too early to say anything, 1 = waiting, 2 = slow. */
export function useWaitStage(): 0 | 1 | 2 {
  const [stage, setStage] = useState<0 | 1 | 2>(0);
  useEffect(() => {
    const show = setTimeout(() => setStage(1), SHOW_AFTER_MS);
    const slow = setTimeout(() => setStage(2), SLOW_AFTER_MS);
    return () => {
      clearTimeout(show);
      clearTimeout(slow);
    };
  }, []);
  return stage;
}

export function Starting({ isEntering }: { readonly isEntering: boolean }) {
  const { shell } = useCopy();
  const desk = useDesk();
  const stage = useWaitStage();
  const link = useDeskState((state) => state.link);
  if (stage === 0) return null;
  return (
    <div className="waiting" role="status" data-testid="starting">
      <p>{isEntering ? (link === "offline" ? shell.sync.offlineFresh : shell.sync.connecting) : shell.starting}</p>
      {stage === 2 && !isEntering ? <p className="meta">{shell.startingSlow}</p> : null}
      {stage === 2 && isEntering ? <Button onClick={() => void desk.signOut()}>{shell.signInAgain}</Button> : null}
    </div>
  );
}

export function HubFailed({ reason }: { readonly reason: string }) {
  const { shell } = useCopy();
  const desk = useDesk();
  return (
    <div className="waiting" data-testid="hub-failed">
      <Failure text={`${shell.hubFailed}${reason === "" ? "" : `: ${reason}`}`} action={shell.retry} onAction={desk.retryHub} />
    </div>
  );
}

export function Refused({ code }: { readonly code: ErrorCode }) {
  const { shell, errors } = useCopy();
  const desk = useDesk();
  return (
    <div className="waiting" data-testid="refused">
      <Failure text={`${shell.refused}: ${errors[code]}`} action={shell.signInAgain} onAction={() => void desk.signOut()} />
    </div>
  );
}
