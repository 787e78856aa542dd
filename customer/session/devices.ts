/**
 * Asks the browser for microphone and camera, together, and gives back what is not wanted any more.
 *
 * Which are wanted, and when, is `call.ts`; the first time it is the tap on 同意并开始 itself (`invitation.ts`): browsers ask for permission in
 * a tap most willingly, and a camera takes longer to open than the hub to answer.
 */
export type Device = "microphone" | "camera";
export type AskedDevices = { readonly devices: readonly Device[]; readonly stream: Promise<MediaStream> };

const CAMERA: MediaTrackConstraints = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24 }, facingMode: "user" };

/** The stream's promise fails as `getUserMedia` does, also where a page has no devices to ask for (no secure context). */
export function askDevices(devices: readonly Device[]): AskedDevices {
  const ask = async () =>
    navigator.mediaDevices.getUserMedia({ audio: devices.includes("microphone"), video: devices.includes("camera") ? CAMERA : false });
  const stream = ask();
  stream.catch(() => {});
  return { devices, stream };
}

/**
 * Has the browser look up which devices there are, before one is asked for: opening one then takes some 50 ms less. Opens none, needs no
 * permission; what the list says is not read.
 */
export function lookUpDevices(): void {
  void navigator.mediaDevices?.enumerateDevices().catch(() => {});
}

/** Closes them again, now or as soon as they open. */
export function giveBack({ stream }: AskedDevices): void {
  stream.then(
    (opened) => {
      for (const track of opened.getTracks()) track.stop();
    },
    () => {},
  );
}
