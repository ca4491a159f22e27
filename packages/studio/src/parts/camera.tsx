// The camera: what it sees and what the model says of that, until a picture is taken.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TryView } from '../api.ts';
import { latestOnly } from '../model/latestOnly.ts';
import { openPageModel } from '../model/pageModel.ts';
import { ProbabilityBars } from './bars.tsx';

/** Milliseconds between two looks. */
const PAUSE = 120;

/** Why there is no picture, in words. */
function whyNot(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError')
    return 'The camera was refused. Allow it for this page in the browser’s address bar, then try again.';
  if (name === 'NotFoundError' || name === 'OverconstrainedError')
    return 'There is no camera here. Choose a file instead.';
  if (name === 'NotReadableError' || name === 'AbortError')
    return 'The camera cannot be read: perhaps another program uses it. Close that, then try again.';
  return `The camera does not work: ${error instanceof Error ? error.message : String(error)}`;
}

/** A secure page is one of this machine, or one with https. */
const NO_WAY =
  'A browser gives the camera only to pages of this machine or with https. Open the studio at localhost, or choose a file.';

function frameOf(video: HTMLVideoElement): OffscreenCanvas | undefined {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || height === 0) return undefined;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d', { willReadFrequently: true })?.drawImage(video, 0, 0);
  return canvas;
}

/** @param take told of the picture, a PNG: the very pixels that were seen */
export function Camera({ run, take, close }: { run: string; take: (picture: Blob) => void; close: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [facing, setFacing] = useState<'environment' | 'user'>('environment');
  const [fault, setFault] = useState<string | undefined>(undefined);
  const [live, setLive] = useState(false);
  const [said, setSaid] = useState<TryView | undefined>(undefined);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    setFault(undefined);
    setLive(false);
    let stream: MediaStream | undefined;
    let over = false;
    const stop = (): void => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const start = async (): Promise<void> => {
      // Undefined where the page is not secure, whatever its type says.
      const devices = navigator.mediaDevices as MediaDevices | undefined;
      if (devices === undefined) {
        setFault(NO_WAY);
        return;
      }
      stream = await devices.getUserMedia({ video: { facingMode: { ideal: facing } }, audio: false });
      if (over || video.current === null) {
        stop();
        return;
      }
      video.current.srcObject = stream;
      await video.current.play();
      setLive(true);
    };
    start().catch((error: unknown) => {
      if (!over) setFault(whyNot(error));
    });
    return () => {
      over = true;
      stop();
    };
  }, [facing, turn]);
  useEffect(() => {
    if (!live) return;
    const ask = latestOnly();
    const opened = openPageModel(run);
    let over = false;
    const timer = setInterval(
      () =>
        ask(async () => {
          const canvas = video.current === null ? undefined : frameOf(video.current);
          const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
          if (pixels === undefined) return;
          const view = await opened.then((model) => model.look(pixels, undefined, undefined)).catch(() => undefined);
          if (!over) setSaid(view);
        }),
      PAUSE,
    );
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [live, run]);
  const shoot = async (): Promise<void> => {
    const picture = await (video.current === null ? undefined : frameOf(video.current))?.convertToBlob({
      type: 'image/png',
    });
    if (picture !== undefined) take(picture);
  };
  return (
    <section class="panel camera" aria-label="Camera">
      {fault !== undefined && (
        <div class="fault" role="alert">
          {fault}
        </div>
      )}
      <div class={live ? 'grid wide-first' : 'grid wide-first waiting'}>
        <video ref={video} playsInline muted aria-label="What the camera sees" />
        <div data-live={said?.probabilities.join(' ')}>
          {said !== undefined && <ProbabilityBars classes={said.classes} probabilities={said.probabilities} />}
          {said === undefined && fault === undefined && <p class="soft">Looking …</p>}
        </div>
      </div>
      <div class="row">
        <button type="button" class="main" disabled={!live} onClick={() => void shoot()}>
          Take the picture
        </button>
        <button
          type="button"
          disabled={!live}
          onClick={() => setFacing(facing === 'environment' ? 'user' : 'environment')}
        >
          Other camera
        </button>
        {fault !== undefined && (
          <button type="button" onClick={() => setTurn(turn + 1)}>
            Try again
          </button>
        )}
        <button type="button" onClick={close}>
          Close
        </button>
      </div>
    </section>
  );
}
