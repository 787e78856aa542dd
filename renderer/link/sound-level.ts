/** How loud a microphone is, for a meter on this machine. */

const EVERY_MS = 60;

/** Tells the level, 0–1 (root mean square, stretched so that speech fills the scale), until released. */
export function levelOf(track: MediaStreamTrack, hear: (level01: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    hear(Math.min(1, Math.sqrt(sum / samples.length) * 4));
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
