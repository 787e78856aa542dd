/** The call strip: a tile for everybody, and the controls of the own media. */
import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import type { ConsentScope } from "#shared/model/consent.ts";
import type { Participant } from "#shared/model/help-session.ts";
import { customerPlace, isGiven, shownName, whyOff } from "../state/help-session-view.ts";
import { useHubNow } from "../state/hub-time.ts";
import { useCopy, useDeskState, useIsOnline } from "../state/use-desk.ts";
import { useHelpSession, useLive } from "../state/use-help-session.ts";
import { Button } from "../ui/controls.tsx";
import type { IconName } from "../ui/icons.tsx";
import { Icon } from "../ui/icons.tsx";
import { useSessionDeeds } from "./help-session-screen.tsx";

export function CallStrip({ onInvite, onEnd }: { readonly onInvite: () => void; readonly onEnd: () => void }) {
  const { helpSession: copy } = useCopy();
  const now = useHubNow();
  const isOnline = useIsOnline();
  const deeds = useSessionDeeds();
  const { session, live, role } = useHelpSession();
  const local = useLive((view) => view.local);
  const fault = useLive((view) => view.deviceFault);
  const voice = isGiven(session, "voice", now);
  const video = isGiven(session, "video", now);
  const share = isGiven(session, "share", now);
  const offText = (scope: ConsentScope, never: string) => {
    const why = whyOff(session, scope, now);
    return why === null ? null : why === "withdrawn" ? copy.scopeWithdrawn(copy.scope[scope]) : never;
  };
  const seats = session.participants.filter((one) => one.status === "present" || one.status === "away");
  const ordered = [...seats.filter((one) => one.role === "customer"), ...seats.filter((one) => one.role !== "customer")];
  return (
    <div className="call-strip">
      {voice || video || share ? (
        ordered.map((one) => <Tile key={one.id} participant={one} />)
      ) : (
        <p className="meta call-none" data-testid="no-media">
          {copy.call.noMedia}
        </p>
      )}
      {fault !== null && (voice || video) ? (
        <div className="device-fault" role="alert" data-testid="device-fault">
          <span className="text-bad meta">{copy.call.deviceFault}</span>
          <Button size="sm" onClick={() => live.reopenDevices()}>
            {copy.call.retryDevices}
          </Button>
        </div>
      ) : null}
      <span className="grow" />
      <Control
        icon={local.audio || !voice ? "microphone" : "microphoneOff"}
        label={local.audio || !voice ? copy.call.mute : copy.call.unmute}
        off={offText("voice", copy.call.noVoice)}
        isOn={voice && !local.audio}
        testId="mute"
        onPress={() => live.setMedia({ audio: !live.wishes().audio })}
      />
      <Control
        icon={local.video || !video ? "camera" : "cameraOff"}
        label={local.video || !video ? copy.call.camera : copy.call.cameraOff}
        off={offText("video", copy.call.noVideo)}
        isOn={video && !local.video}
        testId="camera"
        onPress={() => live.setMedia({ video: !live.wishes().video })}
      />
      <Control
        icon="share"
        label={local.share ? copy.call.stopShare : copy.call.share}
        off={offText("share", copy.call.noShare)}
        isOn={local.share}
        testId="share"
        onPress={() => live.setMedia({ share: !local.share })}
      />
      {role === "specialist" ? (
        <>
          <Control
            icon="invite"
            label={copy.call.invite}
            off={null}
            isOn={false}
            isDisabled={!isOnline}
            testId="invite-expert"
            onPress={onInvite}
          />
          <button type="button" className="control control-end" disabled={!isOnline} data-testid="end-session" onClick={onEnd}>
            <Icon name="end" size={18} />
            {copy.call.end}
          </button>
        </>
      ) : (
        <Control
          icon="leave"
          label={copy.call.leave}
          off={null}
          isOn={false}
          isDisabled={!isOnline}
          testId="leave-session"
          onPress={() => void deeds.leave(session.id)}
        />
      )}
    </div>
  );
}

function Control(props: {
  readonly icon: IconName;
  readonly label: string;
  /** Why it cannot be used; null = it can. */
  readonly off: string | null;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly testId: string;
  readonly onPress: () => void;
}) {
  return (
    <button
      type="button"
      className={props.isOn ? "control control-on" : "control"}
      disabled={props.off !== null || props.isDisabled === true}
      title={props.off ?? props.label}
      aria-pressed={props.isOn}
      data-testid={props.testId}
      onClick={props.onPress}
    >
      <Icon name={props.icon} size={18} />
      {props.label}
    </button>
  );
}

function Tile({ participant }: { readonly participant: Participant }) {
  const { helpSession: copy } = useCopy();
  const { live, session } = useHelpSession();
  const now = useHubNow();
  const me = useDeskState((state) => state.me);
  const speakerId = useDeskState((state) => state.settings.devices.speakerId);
  const myId = useLive((view) => view.me);
  const version = useLive((view) => view.streams.get(participant.id));
  const link = useLive((view) => view.links.get(participant.id));
  const remote = useLive((view) => view.remoteMedia.get(participant.id));
  const local = useLive((view) => view.local);
  const isMe = participant.id === myId || participant.specialistId === me?.id;
  const media = isMe ? local : remote;
  const name = shownName(participant);
  const video = useRef<HTMLVideoElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the stream's tracks
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    const stream = live.streamOf(participant.id);
    if (element.srcObject !== stream) element.srcObject = stream;
    if (stream !== null) void element.play().catch(() => {});
  }, [live, participant.id, version]);
  useEffect(() => {
    const element = video.current as (HTMLVideoElement & { setSinkId?: (id: string) => Promise<void> }) | null;
    if (element !== null && speakerId !== null && !isMe) void element.setSinkId?.(speakerId).catch(() => {});
  }, [speakerId, isMe]);
  const hasPicture = version !== undefined && (media === undefined || media.video || media.share);
  const note: ReactNode =
    participant.status === "away"
      ? participant.role === "customer"
        ? customerPlace(session, now) === "away"
          ? copy.call.customerAway
          : copy.mirror.pageChange
        : copy.participantStatus.away
      : !isMe && (version === undefined || link !== "connected")
        ? link === "lost"
          ? copy.network.reconnecting
          : copy.call.connecting
        : hasPicture
          ? null
          : copy.call.videoOff;
  return (
    <div
      className={`tile tile-${participant.role}`}
      data-testid="video-tile"
      data-participant={participant.id}
      data-role={participant.role}
      data-link={isMe ? "self" : (link ?? "none")}
    >
      <video
        ref={video}
        autoPlay
        playsInline
        muted={isMe}
        className={isMe && local.share === false ? "mirrored" : ""}
        hidden={!hasPicture}
      />
      {note === null ? null : <span className="tile-note">{note}</span>}
      <span className="tile-name">
        {media !== undefined && !media.audio ? <Icon name="microphoneOff" size={12} /> : null}
        <span className="cut">{isMe ? copy.me : (name ?? copy.role[participant.role])}</span>
        {isMe || name === null ? null : <span>{copy.role[participant.role]}</span>}
      </span>
    </div>
  );
}
