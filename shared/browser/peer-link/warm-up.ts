/**
 * Makes the browser load its WebRTC engine and its lists of codecs while nobody waits for it: the first connection of a page costs it
 * some tens to hundreds of milliseconds more than the next. Sends nothing and opens no device: a connection without a description has no network.
 */
let isWarm = false;

export function warmUpWebRtc(): void {
  if (isWarm || typeof RTCPeerConnection === "undefined") return;
  isWarm = true;
  const connection = new RTCPeerConnection();
  connection.addTransceiver("audio");
  connection.addTransceiver("video");
  const close = () => connection.close();
  void connection.createOffer().then(close, close);
}
