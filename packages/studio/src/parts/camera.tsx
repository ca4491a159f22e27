// The camera with live predictions, until a photo is taken.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TryView } from '../api.ts';
import { latestOnly } from '../model/latestOnly.ts';
import { openLocalModel } from '../model/localModel.ts';
import { ProbabilityBars } from './bars.tsx';

const PREDICTION_INTERVAL_MS = 120;

function describeFailure(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError')
    return 'Camera access was denied. Allow it for this page in the browser’s address bar, then try again.';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'No camera found. Choose a file instead.';
  if (name === 'NotReadableError' || name === 'AbortError')
    return 'The camera is not available; another program may be using it. Close it, then try again.';
  return `The camera failed: ${error instanceof Error ? error.message : String(error)}`;
}

/** Browsers allow cameras in secure contexts only. */
const INSECURE_PAGE =
  'Browsers allow cameras only on localhost and over HTTPS. Open the studio on localhost, or choose a file.';

function captureFrame(video: HTMLVideoElement): OffscreenCanvas | undefined {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || height === 0) return undefined;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d', { willReadFrequently: true })?.drawImage(video, 0, 0);
  return canvas;
}

/** @param onTake receives the photo as a PNG, with the pixels that were classified */
export function Camera({ run, onTake, onClose }: { run: string; onTake: (image: Blob) => void; onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [facing, setFacing] = useState<'environment' | 'user'>('environment');
  const [error, setError] = useState<string | undefined>(undefined);
  const [live, setLive] = useState(false);
  const [prediction, setPrediction] = useState<TryView | undefined>(undefined);
  const [attempts, setAttempts] = useState(0);
  useEffect(() => {
    setError(undefined);
    setLive(false);
    let stream: MediaStream | undefined;
    let ended = false;
    const stop = (): void => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const start = async (): Promise<void> => {
      // Undefined in an insecure context, despite its type.
      const devices = navigator.mediaDevices as MediaDevices | undefined;
      if (devices === undefined) {
        setError(INSECURE_PAGE);
        return;
      }
      stream = await devices.getUserMedia({ video: { facingMode: { ideal: facing } }, audio: false });
      if (ended || video.current === null) {
        stop();
        return;
      }
      video.current.srcObject = stream;
      await video.current.play();
      setLive(true);
    };
    start().catch((error: unknown) => {
      if (!ended) setError(describeFailure(error));
    });
    return () => {
      ended = true;
      stop();
    };
  }, [facing, attempts]);
  useEffect(() => {
    if (!live) return;
    const enqueue = latestOnly();
    const opened = openLocalModel(run);
    let ended = false;
    const timer = setInterval(
      () =>
        enqueue(async () => {
          const canvas = video.current === null ? undefined : captureFrame(video.current);
          const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
          if (pixels === undefined) return;
          const view = await opened.then((model) => model.predict(pixels, undefined, undefined)).catch(() => undefined);
          if (!ended) setPrediction(view);
        }),
      PREDICTION_INTERVAL_MS,
    );
    return () => {
      ended = true;
      clearInterval(timer);
    };
  }, [live, run]);
  const takePhoto = async (): Promise<void> => {
    const image = await (video.current === null ? undefined : captureFrame(video.current))?.convertToBlob({
      type: 'image/png',
    });
    if (image !== undefined) onTake(image);
  };
  return (
    <section class="panel camera" aria-label="Camera">
      {error !== undefined && (
        <div class="error" role="alert">
          {error}
        </div>
      )}
      <div class={live ? 'grid wide-first' : 'grid wide-first waiting'}>
        <video ref={video} playsInline muted aria-label="Camera preview" />
        <div data-live={prediction?.probabilities.join(' ')}>
          {prediction !== undefined && (
            <ProbabilityBars classes={prediction.classes} probabilities={prediction.probabilities} />
          )}
          {prediction === undefined && error === undefined && <p class="muted">Classifying…</p>}
        </div>
      </div>
      <div class="row">
        <button type="button" class="main" disabled={!live} onClick={() => void takePhoto()}>
          Take photo
        </button>
        <button
          type="button"
          disabled={!live}
          onClick={() => setFacing(facing === 'environment' ? 'user' : 'environment')}
        >
          Switch camera
        </button>
        {error !== undefined && (
          <button type="button" onClick={() => setAttempts(attempts + 1)}>
            Try again
          </button>
        )}
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </section>
  );
}
