/**
 * The call of one help session: own tracks, the party of peers, figures of the network.
 *
 * Owns tracks and peers. Whether voice, video or share is consented is told by `allow`; before that no device is opened and no peer exists.
 */
import type { Party, PartyOptions, PartyState } from "#shared/browser/peer-link/party.ts";
import type { Settings } from "#shared/contract/ipc.ts";
import { SECOND_MS } from "#shared/lib/duration.ts";
import type { Scope } from "#shared/lib/scope.ts";
import type { CallId, HelpSessionId, ParticipantId } from "#shared/model/ids.ts";
import type { IceConfig, MediaState } from "#shared/model/views.ts";
import type { DeskLink } from "./desk.ts";
import type { LiveView } from "./live-view.ts";
import type { MediaDevicesPort } from "./media-devices.ts";

const STATS_EVERY_MS = 2 * SECOND_MS;

export type CallScopes = { readonly voice: boolean; readonly video: boolean; readonly share: boolean };

export type LiveCall = ReturnType<typeof createLiveCall>;

export function createLiveCall(parts: {
  readonly helpSessionId: HelpSessionId;
  readonly scope: Scope;
  readonly me: ParticipantId;
  readonly ice: IceConfig;
  readonly link: () => DeskLink | null;
  readonly makeParty: (options: PartyOptions) => Party;
  readonly devices: MediaDevicesPort;
  readonly chosen: () => Settings["devices"];
  readonly show: (patch: Partial<LiveView>) => void;
}) {
  const { helpSessionId, scope, me, ice, link, makeParty, devices, chosen, show } = parts;
  const party = makeParty({
    me,
    ice,
    scope,
    sendSignal: (to, callId, signal) =>
      void link()?.calls.sendSignal({ helpSessionId, to: to as ParticipantId, callId: callId as CallId, signal }),
  });
  const streams = new Map<string, MediaStream>();
  const versions = new Map<string, number>();
  /** Never falls, over streams that end as well: a screen that missed the moment without one still sees that it is another. */
  let changes = 0;
  const links = new Map<string, PartyState>();
  const tracks: { audio: MediaStreamTrack | null; camera: MediaStreamTrack | null; screen: MediaStreamTrack | null } = {
    audio: null,
    camera: null,
    screen: null,
  };
  const faults: { audio: LiveView["deviceFault"]; camera: LiveView["deviceFault"] } = { audio: null, camera: null };
  let allowed: CallScopes = { voice: false, video: false, share: false };
  let wishes: MediaState = { audio: true, video: true, share: false };
  let peers: readonly string[] = [];
  /** Serialises opening and closing of devices. */
  let turn: Promise<void> = Promise.resolve();

  function setStream(id: string, stream: MediaStream | null): void {
    if (stream === null) streams.delete(id);
    else streams.set(id, stream);
    if (stream === null) versions.delete(id);
    else versions.set(id, ++changes);
    show({ streams: new Map(versions) });
  }

  scope.use(party.onRemoteStream(setStream));
  scope.use(
    party.onState((id, state) => {
      links.set(id, state);
      show({ links: new Map(links) });
    }),
  );
  const statsTimer = setInterval(() => void readStats(), STATS_EVERY_MS);
  scope.use(() => clearInterval(statsTimer));
  // A window that comes back from another network looks for a new path at once.
  const onNetwork = () => party.restart();
  globalThis.addEventListener("online", onNetwork);
  scope.use(() => globalThis.removeEventListener("online", onNetwork));
  scope.use(() => {
    allowed = { voice: false, video: false, share: false };
    for (const kind of ["audio", "camera", "screen"] as const) close(kind);
    party.end();
  });

  async function readStats(): Promise<void> {
    const figures = (await party.stats()).filter((one) => one.rttMs !== null);
    const network =
      figures.length === 0
        ? null
        : {
            rttMs: Math.round(Math.max(...figures.map((one) => one.rttMs ?? 0))),
            lost01: Math.max(...figures.map((one) => one.packetsLost01)),
          };
    if (!scope.ended) show({ network });
  }

  function close(kind: keyof typeof tracks): void {
    tracks[kind]?.stop();
    tracks[kind] = null;
  }

  function tellFault(kind: "audio" | "camera", fault: LiveView["deviceFault"]): void {
    faults[kind] = fault;
    show({ deviceFault: faults.audio ?? faults.camera });
  }

  async function opened(kind: keyof typeof tracks, want: boolean): Promise<void> {
    if (!want) return close(kind);
    if (tracks[kind] !== null) return;
    const result =
      kind === "audio" ? await devices.microphone(chosen()) : kind === "camera" ? await devices.camera(chosen()) : await devices.screen();
    if ("fault" in result) {
      if (kind === "screen") wishes = { ...wishes, share: false };
      else tellFault(kind, result.fault);
      return;
    }
    if (scope.ended) return result.track.stop();
    tracks[kind] = result.track;
    if (kind !== "screen") tellFault(kind, null);
    // The person ended sharing in the browser's own bar.
    result.track.addEventListener("ended", () => kind === "screen" && want && setWishes({ share: false }));
  }

  async function settleTracks(): Promise<void> {
    await Promise.all([
      opened("audio", allowed.voice),
      opened("camera", allowed.video && wishes.video),
      opened("screen", allowed.share && wishes.share),
    ]);
    if (scope.ended) return;
    if (tracks.audio !== null) tracks.audio.enabled = wishes.audio;
    const picture = tracks.screen ?? tracks.camera;
    const own = [tracks.audio, picture].filter((track) => track !== null);
    const stream = own.length === 0 ? null : new MediaStream(own);
    party.setLocalStream(stream);
    setStream(me, stream);
    const local: MediaState = {
      audio: tracks.audio !== null && wishes.audio,
      video: tracks.camera !== null,
      share: tracks.screen !== null,
    };
    show({ local });
    void link()?.calls.setMediaState({ helpSessionId, media: local });
  }

  function settle(): void {
    const isCalling = allowed.voice || allowed.video || allowed.share;
    party.setPeers(isCalling ? peers : []);
    turn = turn.then(settleTracks);
  }

  function setWishes(patch: Partial<MediaState>): void {
    wishes = { ...wishes, ...patch };
    settle();
  }

  return {
    me,
    party,
    streamOf: (participantId: string) => streams.get(participantId) ?? null,
    /** Consent as the session now has it, and who else is there. */
    allow(scopes: CallScopes, others: readonly string[]): void {
      const isSame =
        scopes.voice === allowed.voice &&
        scopes.video === allowed.video &&
        scopes.share === allowed.share &&
        others.join() === peers.join();
      if (isSame) return;
      allowed = scopes;
      peers = others;
      settle();
    },
    setWishes,
    wishes: () => wishes,
    /** Opens the devices again, after a fault or another choice. */
    reopen(): void {
      close("audio");
      close("camera");
      settle();
    },
    /** Says the own state again to a hub that forgot this window. */
    announce: () => settle(),
  };
}
