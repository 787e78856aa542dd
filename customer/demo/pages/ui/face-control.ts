/**
 * The face check: the phone's camera, one picture, the bank's verdict. Every failure is told to the tracker with its reason.
 *
 * Without a camera the demo's stand-in picture can be used; `?face=` and the demo controls make it fail.
 */
import type { FaceFailure } from "../../rules/flows.ts";
import { faceTexts } from "../../rules/flows.ts";
import { baton, send } from "./bank-api.ts";
import type { Control, ControlContext } from "./control.ts";
import { el, icon, iconPaths, onClick, tellFact } from "./dom.ts";
import { forcedFaceFailure } from "./phone-demo.ts";

/** How long the customer is asked to hold still before the picture is taken. */
const HOLD_STILL_MS = 700;
const PICTURE_SIZE = 240;
/** What the stand-in picture counts as: mid-grey, large enough. */
const STAND_IN = { picture: "demo".repeat(300), brightness: 128 };

type Picture = { readonly picture: string; readonly brightness: number };

/** Mean of the three channels over the picture, 0 to 255. */
function brightnessOf(pen: CanvasRenderingContext2D): number {
  const { data } = pen.getImageData(0, 0, PICTURE_SIZE, PICTURE_SIZE);
  let sum = 0;
  for (let index = 0; index < data.length; index += 4) sum += (data[index] ?? 0) + (data[index + 1] ?? 0) + (data[index + 2] ?? 0);
  return sum / ((data.length / 4) * 3);
}

async function takePicture(video: HTMLVideoElement): Promise<Picture> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" } });
  try {
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    await new Promise((resolve) => setTimeout(resolve, HOLD_STILL_MS));
    const canvas = el("canvas", { width: String(PICTURE_SIZE), height: String(PICTURE_SIZE) });
    const pen = canvas.getContext("2d");
    if (!pen) return { picture: "", brightness: 0 };
    pen.drawImage(video, 0, 0, PICTURE_SIZE, PICTURE_SIZE);
    return { picture: canvas.toDataURL("image/jpeg", 0.8), brightness: brightnessOf(pen) };
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    video.hidden = true;
  }
}

export function faceControl({ flowId, stepId, block, labelId, run, onChange }: ControlContext): Control {
  let isPassed = run.isFacePassed;
  let attempts = 0;
  const video = el("video", { playsinline: true, muted: true, hidden: true });
  video.muted = true;
  const circle = el(
    "div",
    {
      class: "face-circle",
      "data-baton-field": block.field,
      "data-baton-state": isPassed ? "filled" : "empty",
      "aria-labelledby": labelId,
    },
    icon(iconPaths.camera, 44),
    video,
  );
  const heading = el("strong", { role: "status" }, isPassed ? faceTexts.passed : faceTexts.ready);
  const detail = el("p", { class: "face-detail", role: "alert" });
  const again = el("button", { type: "button", class: "secondary" }, faceTexts.start);
  const standIn = el("button", { type: "button", class: "link" }, faceTexts.demoPicture);
  standIn.hidden = true;
  again.hidden = isPassed;
  const element = el("div", { class: "face" }, circle, heading, detail, again, standIn);
  if (isPassed) circle.classList.add("passed");

  const fail = (reason: FaceFailure) => {
    circle.className = "face-circle failed";
    heading.textContent = faceTexts.failed;
    detail.textContent = faceTexts.reasons[reason];
    again.textContent = faceTexts.again;
    again.hidden = false;
    standIn.hidden = reason !== "camera-unavailable";
    baton()?.fact({ kind: "verification-failed", stepId, method: "face", reason } as Parameters<
      NonNullable<ReturnType<typeof baton>>["fact"]
    >[0]);
  };
  const check = async (take: () => Promise<Picture>) => {
    circle.className = "face-circle working";
    heading.textContent = faceTexts.working;
    detail.textContent = "";
    again.hidden = standIn.hidden = true;
    const forced = forcedFaceFailure(attempts++);
    tellFact(circle, "wait-started face-check");
    let picture: Picture;
    try {
      picture = await take();
    } catch {
      tellFact(circle, "wait-ended");
      fail("camera-unavailable");
      return;
    }
    const reply = await send<object>(`/flows/${flowId}/face`, { ...picture, forced });
    tellFact(circle, "wait-ended");
    if (!reply.ok) {
      fail(reply.error.reason ?? "face-not-found");
      return;
    }
    isPassed = true;
    circle.className = "face-circle passed";
    circle.setAttribute("data-baton-state", "filled");
    heading.textContent = faceTexts.passed;
    baton()?.fact({ kind: "verification-passed", stepId, method: "face" } as Parameters<NonNullable<ReturnType<typeof baton>>["fact"]>[0]);
    onChange();
  };
  onClick(again, () => void check(() => takePicture(video)));
  onClick(standIn, () => void check(async () => STAND_IN));
  return {
    element,
    target: circle,
    place: "alone",
    value: () => (isPassed ? "passed" : ""),
    fill() {
      if (!isPassed) void check(async () => STAND_IN);
    },
  };
}
