/** The pictures of the others in a bubble that can be moved and made small, and their voices. One's own picture in the corner of it. */
import { h, icon, makeDraggable } from "./dom.ts";
import type { Surface } from "./root.ts";

export type RemotePerson = { readonly id: string; readonly name: string; readonly role: string; readonly stream: MediaStream };

export type VideoState = {
  readonly people: readonly RemotePerson[];
  readonly showPictures: boolean;
  readonly playVoices: boolean;
  readonly self: MediaStream | null;
};

export type VideoBubble = { render(state: VideoState): void; remove(): void };

type Tile = { readonly box: HTMLElement; readonly video: HTMLVideoElement; readonly audio: HTMLAudioElement };

export function createVideoBubble(surface: Surface): VideoBubble {
  const { copy } = surface;
  const bubble = h("div", { class: "vb" });
  const tiles = new Map<string, Tile>();
  const selfVideo = h("video", { autoplay: true, playsinline: true, "aria-hidden": "true" });
  selfVideo.muted = true;
  const self = h("div", { class: "vt self" }, selfVideo);
  let askingForSound: (() => void) | null = null;
  makeDraggable(bubble, bubble);

  /** Browsers refuse sound until the page was touched, which a page load makes them forget. */
  function play(media: HTMLMediaElement): void {
    media.play().catch((fault: unknown) => {
      if (!(fault instanceof DOMException) || fault.name !== "NotAllowedError" || askingForSound !== null) return;
      askingForSound = surface.toast(copy.session.hearAgain, {
        label: copy.session.gotIt,
        run: () => {
          askingForSound = null;
          for (const tile of tiles.values()) tile.audio.play().catch(() => {});
        },
      });
    });
  }

  function tileOf(person: RemotePerson): Tile {
    const known = tiles.get(person.id);
    if (known !== undefined) return known;
    const video = h("video", {
      autoplay: true,
      playsinline: true,
      "aria-label": copy.session.video(person.name),
      "data-person": person.id,
    });
    video.muted = true;
    const audio = h("audio", { autoplay: true });
    const small = h("button", { type: "button", "aria-label": copy.session.minimise }, icon("minus", 12));
    small.addEventListener("click", () => {
      const minimised = bubble.classList.toggle("min");
      for (const button of bubble.querySelectorAll("button"))
        button.setAttribute("aria-label", minimised ? copy.session.restore : copy.session.minimise);
    });
    const box = h("div", { class: `vt ${person.role}` }, video, h("span", {}, person.name), small);
    const tile = { box, video, audio };
    tiles.set(person.id, tile);
    return tile;
  }

  return {
    render({ people, showPictures, playVoices, self: own }) {
      for (const [id, tile] of tiles) {
        if (people.some((person) => person.id === id)) continue;
        tile.video.srcObject = null;
        tile.audio.srcObject = null;
        tile.box.remove();
        tiles.delete(id);
      }
      for (const person of people) {
        const tile = tileOf(person);
        const hasPicture = showPictures && person.stream.getVideoTracks().length > 0;
        const picture = hasPicture ? person.stream : null;
        if (tile.video.srcObject !== picture) {
          tile.video.srcObject = picture;
          if (picture !== null) play(tile.video);
        }
        const voice = playVoices && person.stream.getAudioTracks().length > 0 ? person.stream : null;
        if (tile.audio.srcObject !== voice) {
          tile.audio.srcObject = voice;
          if (voice !== null) play(tile.audio);
        }
        if (hasPicture && tile.box.parentNode === null) bubble.prepend(tile.box);
        if (!hasPicture) tile.box.remove();
      }
      const anybody = [...tiles.values()].some((tile) => tile.box.parentNode !== null);
      if (selfVideo.srcObject !== own) selfVideo.srcObject = own;
      if (own !== null) bubble.append(self);
      else self.remove();
      if (anybody || own !== null) {
        if (bubble.parentNode === null) surface.box.append(bubble);
      } else bubble.remove();
    },
    remove() {
      askingForSound?.();
      for (const tile of tiles.values()) {
        tile.video.srcObject = null;
        tile.audio.srcObject = null;
      }
      selfVideo.srcObject = null;
      tiles.clear();
      bubble.remove();
    },
  };
}
