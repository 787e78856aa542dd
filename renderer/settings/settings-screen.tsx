/** The 设置 screen: language, appearance, devices with a check, notifications, hub, account. Every change is saved at once; the hub's address on 保存. */
import type { ReactNode } from "react";
import { useState } from "react";
import { languageSchema } from "#shared/model/words.ts";
import { useCopy, useDesk, useDeskState } from "../state/use-desk.ts";
import { Button, Segment } from "../ui/controls.tsx";
import { DeviceSettings } from "./device-settings.tsx";
import { MyLimitsSettings } from "./my-limits-settings.tsx";
import "./settings.css";

export function SettingsScreen() {
  const { settings: copy, shell } = useCopy();
  const desk = useDesk();
  const settings = useDeskState((state) => state.settings);
  const me = useDeskState((state) => state.me);
  const change = async (patch: Parameters<typeof desk.changeSettings>[0]) => {
    const reply = await desk.changeSettings(patch);
    if (!reply.ok) desk.notify(copy.saveFailed, "bad", JSON.stringify(reply.error));
  };
  return (
    <div className="settings" data-testid="settings">
      <h1>{copy.title}</h1>
      <Section title={copy.sections.general}>
        <Line label={copy.language}>
          <Segment
            label={copy.language}
            testId="language"
            value={settings.language}
            items={languageSchema.options.map((language) => ({ value: language, label: copy.languages[language] }))}
            onChange={(language) => void change({ language })}
          />
        </Line>
        <Line label={copy.theme}>
          <Segment
            label={copy.theme}
            testId="theme"
            value={settings.theme}
            items={(["system", "light", "dark"] as const).map((theme) => ({ value: theme, label: copy.themes[theme] }))}
            onChange={(theme) => void change({ theme })}
          />
        </Line>
      </Section>
      <Section title={copy.sections.devices}>
        <DeviceSettings onChange={(devices) => void change({ devices })} />
      </Section>
      <Section title={copy.sections.notifications}>
        <Line label={copy.desktopNotice} note={copy.desktopNoticeNote}>
          <Toggle
            label={copy.desktopNotice}
            isOn={settings.notifications.desktop}
            onChange={(desktop) => void change({ notifications: { ...settings.notifications, desktop } })}
          />
        </Line>
        {me === null ? null : <MyLimitsSettings me={me} onChange={(myLimits) => void change({ myLimits })} />}
      </Section>
      <Section title={copy.sections.hub}>
        <HubSettings onSave={change} />
      </Section>
      {me === null ? null : (
        <Section title={copy.sections.profile}>
          <Line label={me.name}>
            {shell.role[me.role]} · {me.team} · {shell.staffNumber(me.staffNumber)}
          </Line>
          <About />
          <Button data-testid="settings-sign-out" onClick={() => void desk.signOut()}>
            {shell.signOut}
          </Button>
        </Section>
      )}
    </div>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="settings-section">
      <h2>{title}</h2>
      <div>{children}</div>
    </section>
  );
}

export function Line(props: { readonly label: string; readonly note?: string; readonly children: ReactNode }) {
  return (
    <div className="settings-line">
      <span className="settings-label">
        {props.label}
        {props.note === undefined ? null : <span className="meta">{props.note}</span>}
      </span>
      <span className="settings-value">{props.children}</span>
    </div>
  );
}

export function Toggle(props: {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly testId?: string;
}) {
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      data-testid={props.testId}
      aria-label={props.label}
      aria-checked={props.isOn}
      onClick={() => props.onChange(!props.isOn)}
    >
      <i />
    </button>
  );
}

/** An origin of http or https; `null` for the hub of this machine, `undefined` when it is neither. */
export function readHubUrl(text: string): string | null | undefined {
  const typed = text.trim();
  if (typed === "") return null;
  try {
    const { protocol, origin } = new URL(typed);
    return protocol === "http:" || protocol === "https:" ? origin : undefined;
  } catch {
    return undefined;
  }
}

function HubSettings({ onSave }: { readonly onSave: (patch: { hubUrl: string | null }) => Promise<void> }) {
  const { settings: copy, shell } = useCopy();
  const desk = useDesk();
  const hub = useDeskState((state) => state.hub);
  const kept = useDeskState((state) => state.settings.hubUrl);
  const [text, setText] = useState(kept ?? "");
  const url = readHubUrl(text);
  return (
    <>
      <Line label={copy.hubAddress} note={url === undefined ? copy.hubAddressBad : copy.hubAddressNote}>
        <input
          className="field-input"
          value={text}
          aria-label={copy.hubAddress}
          aria-invalid={url === undefined}
          data-testid="hub-url"
          onChange={(event) => setText(event.target.value)}
        />
        <Button disabled={url === undefined || url === kept} onClick={() => url !== undefined && void onSave({ hubUrl: url })}>
          {copy.save}
        </Button>
      </Line>
      <Line label={hub.status === "ready" ? copy.hubNow(hub.url) : hub.status === "failed" ? copy.hubFailed(hub.reason) : copy.hubStarting}>
        {hub.status === "ready" ? <span className="meta">{hub.ownedByUs ? copy.hubOwn : copy.hubOther}</span> : null}
        {hub.status === "failed" ? <Button onClick={desk.retryHub}>{shell.retry}</Button> : null}
      </Line>
    </>
  );
}

function About() {
  const { settings: copy } = useCopy();
  const { app, electron, chrome } = useDeskState((state) => state.versions);
  const profile = useDeskState((state) => state.profile);
  const content = useDeskState((state) => state.content);
  return (
    <>
      <Line label={copy.version}>{copy.versionText(app, electron, chrome)}</Line>
      <Line label={copy.profileName}>{profile}</Line>
      {content === null ? null : (
        <>
          <Line label={copy.contentRelease}>
            <code className="selectable">{content.releaseId}</code>
          </Line>
          <Line label={copy.timeZone}>{content.timeZone}</Line>
        </>
      )}
    </>
  );
}
