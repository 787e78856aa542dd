/** Choice of microphone, camera and speaker, and the check: real devices, a preview and a level meter, all on this machine. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { Settings } from "#shared/contract/ipc.ts";
import type { DeviceFault } from "../link/media-devices.ts";
import { hostDevices } from "../link/media-devices.ts";
import { levelOf } from "../link/sound-level.ts";
import { useCopy, useDeskState } from "../state/use-desk.ts";
import { Button, Failure } from "../ui/controls.tsx";
import { Line } from "./settings-screen.tsx";

type Devices = Settings["devices"];
const KINDS = [
  { kind: "audioinput", key: "microphoneId", word: "microphone" },
  { kind: "videoinput", key: "cameraId", word: "camera" },
  { kind: "audiooutput", key: "speakerId", word: "speaker" },
] as const;

export function DeviceSettings({ onChange }: { readonly onChange: (devices: Devices) => void }) {
  const { settings: copy } = useCopy();
  const devices = useDeskState((state) => state.settings.devices);
  const [known, setKnown] = useState<readonly MediaDeviceInfo[]>([]);
  const [isChecking, setIsChecking] = useState(false);
  const list = useCallback(async () => setKnown((await navigator.mediaDevices?.enumerateDevices()) ?? []), []);
  useEffect(() => {
    void list();
    navigator.mediaDevices?.addEventListener("devicechange", list);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", list);
  }, [list]);
  return (
    <>
      {KINDS.map(({ kind, key, word }) => {
        const own = known.filter((device) => device.kind === kind && device.deviceId !== "default" && device.deviceId !== "");
        return (
          <Line key={kind} label={copy[word]}>
            <select
              className="field-input"
              aria-label={copy[word]}
              data-testid={`device-${word}`}
              value={devices[key] ?? ""}
              onChange={(event) => onChange({ ...devices, [key]: event.target.value === "" ? null : event.target.value })}
            >
              <option value="">{copy.systemDefault}</option>
              {own.map((device, index) => (
                <option key={device.deviceId} value={device.deviceId}>
                  {device.label === "" ? copy.deviceNumber(copy[word], index + 1) : device.label}
                </option>
              ))}
            </select>
          </Line>
        );
      })}
      <Line label={copy.check} note={copy.checkNote}>
        <Button data-testid="device-check" onClick={() => setIsChecking(!isChecking)}>
          {isChecking ? copy.checkStop : copy.checkStart}
        </Button>
      </Line>
      {isChecking ? <DeviceCheck key={JSON.stringify(devices)} devices={devices} onOpened={() => void list()} /> : null}
    </>
  );
}

function DeviceCheck({ devices, onOpened }: { readonly devices: Devices; readonly onOpened: () => void }) {
  const { settings: copy } = useCopy();
  const video = useRef<HTMLVideoElement>(null);
  const meter = useRef<HTMLDivElement>(null);
  const [faults, setFaults] = useState<readonly DeviceFault[]>([]);
  const told = useRef(onOpened);
  told.current = onOpened;
  useEffect(() => {
    let isOver = false;
    const releases: (() => void)[] = [];
    const open = async () => {
      const [sound, picture] = [await hostDevices.microphone(devices), await hostDevices.camera(devices)];
      for (const opened of [sound, picture]) if ("track" in opened) releases.push(() => opened.track.stop());
      if (isOver) {
        for (const release of releases) release();
        return;
      }
      setFaults([...new Set([sound, picture].flatMap((opened) => ("fault" in opened ? [opened.fault] : [])))]);
      if ("track" in picture && video.current !== null) video.current.srcObject = new MediaStream([picture.track]);
      if ("track" in sound) {
        releases.push(
          levelOf(sound.track, (level01) => {
            meter.current?.style.setProperty("--level", String(level01));
            meter.current?.setAttribute("aria-valuenow", String(Math.round(level01 * 100)));
          }),
        );
      }
      told.current();
    };
    void open();
    return () => {
      isOver = true;
      for (const release of releases) release();
    };
  }, [devices]);
  return (
    <div className="device-check" data-testid="device-check-panel">
      <video ref={video} autoPlay playsInline muted aria-label={copy.preview} />
      <div className="grow">
        <p>{copy.level}</p>
        {/* biome-ignore lint/a11y/useSemanticElements: its look is ours, its value is set many times a second */}
        <div className="meter" ref={meter} role="meter" aria-label={copy.level} aria-valuemin={0} aria-valuemax={100} aria-valuenow={0}>
          <i />
        </div>
        <p className="meta">{copy.levelHint}</p>
        {faults.map((fault) => (
          <Failure key={fault} text={copy.deviceFault[fault]} />
        ))}
      </div>
    </div>
  );
}
