/** Sign-in: the demo identities of this hub as cards; arrows, Tab and Enter choose. */
import type { KeyboardEvent } from "react";
import { useCallback, useEffect, useRef, useState } from "react";
import type { ErrorCode } from "#shared/contract/errors.ts";
import type { Specialist } from "#shared/model/person.ts";
import { listText } from "../copy/time.ts";
import { useCopy, useDesk, useDeskState, useLanguage } from "../state/use-desk.ts";
import { Avatar, Chip, Failure } from "../ui/controls.tsx";
import { useWaitStage } from "./waiting.tsx";

type Reading =
  | { readonly status: "loading" }
  | { readonly status: "failed"; readonly code: ErrorCode }
  | { readonly status: "ready"; readonly identities: readonly Specialist[] };

export function SignIn({ because }: { readonly because: ErrorCode | undefined }) {
  const { shell, errors } = useCopy();
  const desk = useDesk();
  const language = useLanguage();
  const hub = useDeskState((state) => state.hub);
  const tokenKept = useDeskState((state) => state.tokenKept);
  const lastId = useDeskState((state) => state.settings.lastSpecialistId);
  const [reading, setReading] = useState<Reading>({ status: "loading" });
  const [signingIn, setSigningIn] = useState<string | null>(null);
  const [fault, setFault] = useState<ErrorCode | undefined>(because);
  const stage = useWaitStage();
  const cards = useRef<HTMLDivElement>(null);

  const read = useCallback(async () => {
    setReading({ status: "loading" });
    const reply = await desk.identities();
    setReading(reply.ok ? { status: "ready", identities: reply.value } : { status: "failed", code: reply.error.code });
  }, [desk]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another hub has other identities
  useEffect(() => void read(), [read, hub]);
  const isReady = reading.status === "ready";
  useEffect(() => {
    if (isReady) (cards.current?.querySelector<HTMLElement>("[data-last=true]") ?? cards.current?.querySelector("button"))?.focus();
  }, [isReady]);

  const choose = async (specialist: Specialist) => {
    setSigningIn(specialist.id);
    const reply = await desk.signInAs(specialist.id);
    if (reply.ok) return;
    setSigningIn(null);
    setFault(reply.error.code);
  };
  const walk = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    const all = [...(cards.current?.querySelectorAll("button") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    all[Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
    event.preventDefault();
  };

  return (
    <section className="sign-in" data-testid="sign-in">
      <h1>{shell.signIn.title}</h1>
      <p>{shell.signIn.note}</p>
      {fault === undefined ? null : <Failure text={errors[fault]} testId="sign-in-fault" />}
      {reading.status === "loading" && stage > 0 ? <p role="status">{shell.signIn.loading}</p> : null}
      {reading.status === "failed" ? (
        <Failure
          text={reading.code === "not-authenticated" ? shell.signIn.noLaunchToken : `${shell.signIn.failed}: ${errors[reading.code]}`}
          action={shell.retry}
          onAction={() => void read()}
        />
      ) : null}
      {reading.status === "ready" ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: arrows only move the focus between its buttons
        <div className="identities" ref={cards} onKeyDown={walk}>
          {reading.identities.map((specialist) => (
            <button
              key={specialist.id}
              type="button"
              className="identity"
              disabled={signingIn !== null}
              data-testid="identity"
              data-specialist={specialist.id}
              data-last={specialist.id === lastId}
              onClick={() => void choose(specialist)}
            >
              <Avatar name={specialist.name} size={40} tone={specialist.role === "expert" ? "expert" : "accent"} />
              <span className="identity-text grow">
                <span className="row">
                  <b>{specialist.name}</b>
                  {specialist.id === lastId ? <Chip>{shell.signIn.last}</Chip> : null}
                </span>
                <span className="meta cut">
                  {shell.role[specialist.role]} · {specialist.team}
                </span>
                {specialist.subjects.length > 0 ? (
                  <span className="caption cut">{shell.signIn.subjects(listText(specialist.subjects, language))}</span>
                ) : null}
              </span>
            </button>
          ))}
        </div>
      ) : null}
      <p className="meta sign-in-foot">{shell.signIn.tokenKept[tokenKept]}</p>
    </section>
  );
}
