/**
 * Short notices for results that are not on screen, in the place of the status bar's key hints: they cover nothing that can be used.
 *
 * One at a time, the newest first. Waiting, pausing under the pointer or focus, F8 and Esc are radix-ui's Toast.
 */
import { Toast } from "radix-ui";
import type { Notice } from "../state/desk-state.ts";
import { useCopy, useDesk, useDeskState } from "../state/use-desk.ts";
import { Button, IconButton } from "../ui/controls.tsx";

/** How long a notice stays, in milliseconds; a failure and a call stay until they are answered. */
const NOTICE_MS = 5_000;
const FOCUS_KEY = "F8";

export function Notices() {
  const { shell } = useCopy();
  const notices = useDeskState((state) => state.notices);
  const shown = notices.at(-1);
  return (
    <Toast.Provider label={shell.notice} duration={NOTICE_MS} swipeThreshold={10_000}>
      {shown === undefined ? null : <OneNotice key={shown.id} notice={shown} more={notices.length - 1} />}
      <Toast.Viewport className="notices" hotkey={[FOCUS_KEY]} label={shell.notices(FOCUS_KEY)} />
    </Toast.Provider>
  );
}

function OneNotice({ notice, more }: { readonly notice: Notice; readonly more: number }) {
  const { shell } = useCopy();
  const desk = useDesk();
  const { id, tone, text, detail, openSession } = notice;
  const stays = tone === "bad" || tone === "call";
  return (
    <Toast.Root
      className={`notice notice-${tone}`}
      type={stays ? "foreground" : "background"}
      duration={stays ? Number.POSITIVE_INFINITY : NOTICE_MS}
      data-testid="notice"
      data-tone={tone}
      onOpenChange={(isOpen) => !isOpen && desk.dismiss(id)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || event.target !== event.currentTarget || openSession === undefined) return;
        event.preventDefault();
        desk.openHelpSession(openSession);
        desk.dismiss(id);
      }}
    >
      <Toast.Description className="notice-text cut" title={text}>
        {text}
      </Toast.Description>
      {openSession === undefined ? null : (
        <Toast.Action asChild altText={shell.openSession}>
          <Button size="sm" data-testid="notice-open" onClick={() => desk.openHelpSession(openSession)}>
            {shell.openSession}
          </Button>
        </Toast.Action>
      )}
      {detail === undefined ? null : (
        <Button size="sm" look="ghost" onClick={() => void desk.bridge.calls.copyText({ text: detail })}>
          {shell.copyDetails}
        </Button>
      )}
      {more > 0 ? <span className="meta">{shell.moreNotices(more)}</span> : null}
      <Toast.Close asChild>
        <IconButton icon="cross" label={shell.dismiss} />
      </Toast.Close>
    </Toast.Root>
  );
}
