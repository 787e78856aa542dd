/** 我的提醒: which breakpoints this person is told of by notification and badge, and their own quiet times. Kept at once, for the person alone. */
import { useState } from "react";
import type { MyLimits, Settings } from "#shared/contract/ipc.ts";
import { myLimitsSchema, tellingSchema } from "#shared/contract/ipc.ts";
import type { Specialist } from "#shared/model/person.ts";
import { timeOfDaySchema } from "#shared/model/policy.ts";
import { lanesOf } from "../state/alert-rows.ts";
import { limitsOf } from "../state/my-limits.ts";
import { useCopy, useDeskState, useTimeZone } from "../state/use-desk.ts";
import { Segment } from "../ui/controls.tsx";
import { Line, Toggle } from "./settings-screen.tsx";
import "./my-limits.css";

const USUAL_QUIET = { from: "12:00", to: "13:00" };

export function MyLimitsSettings({ me, onChange }: { readonly me: Specialist; readonly onChange: (limits: Settings["myLimits"]) => void }) {
  const { settings: copy } = useCopy();
  const zone = useTimeZone();
  const all = useDeskState((state) => state.settings.myLimits);
  const limits = limitsOf({ me, settings: { myLimits: all } as Settings });
  const change = (patch: Partial<MyLimits>) => onChange({ ...all, [me.id]: { ...limits, ...patch } });
  const lanes = (["mine", "pool"] as const).filter((lane) => lanesOf(me).includes(lane));
  return (
    <div data-testid="my-limits">
      {lanes.map((lane, index) => (
        <Line key={lane} label={copy.limits.lane[lane]} {...(index === 0 ? { note: copy.limits.lanesNote } : {})}>
          <Segment
            label={copy.limits.lane[lane]}
            testId={`limit-${lane}`}
            value={limits.lanes[lane]}
            items={tellingSchema.options.map((telling) => ({ value: telling, label: copy.limits.telling[telling] }))}
            onChange={(telling) => change({ lanes: { ...limits.lanes, [lane]: telling } })}
          />
        </Line>
      ))}
      <Line label={copy.limits.least}>
        <Segment
          label={copy.limits.least}
          testId="limit-least"
          value={limits.least}
          items={(["watch", "urgent"] as const).map((least) => ({ value: least, label: copy.limits.severity[least] }))}
          onChange={(least) => change({ least })}
        />
      </Line>
      <Line label={copy.limits.quiet} note={copy.limits.quietNote(zone)}>
        <Toggle
          label={copy.limits.quietOn}
          isOn={limits.quiet !== null}
          testId="limit-quiet"
          onChange={(wanted) => change({ quiet: wanted ? USUAL_QUIET : null })}
        />
        {limits.quiet === null ? null : <Times quiet={limits.quiet} onChange={(quiet) => change({ quiet })} />}
      </Line>
    </div>
  );
}

type Quiet = NonNullable<MyLimits["quiet"]>;
const quietSchema = myLimitsSchema.shape.quiet.unwrap();

/** Two times of day; a half-typed one is kept nowhere. */
function Times({ quiet, onChange }: { readonly quiet: Quiet; readonly onChange: (quiet: Quiet) => void }) {
  const { settings: copy } = useCopy();
  const [typed, setTyped] = useState<Quiet>(quiet);
  const isBad = (part: keyof Quiet) => !timeOfDaySchema.safeParse(typed[part]).success;
  const field = (part: keyof Quiet) => (
    <label className="limit-time">
      {copy.limits[part]}
      <input
        type="time"
        className="field-input"
        value={typed[part]}
        aria-invalid={isBad(part)}
        data-testid={`limit-${part}`}
        onChange={(event) => {
          const next = { ...typed, [part]: event.target.value };
          setTyped(next);
          if (quietSchema.safeParse(next).success) onChange(next);
        }}
      />
    </label>
  );
  return (
    <>
      {field("from")}
      {field("to")}
      {isBad("from") || isBad("to") ? <span className="text-bad">{copy.limits.bad}</span> : null}
    </>
  );
}
