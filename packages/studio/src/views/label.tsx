// Labeling: a queue of images without a label, the most helpful ones first, with an editor for the current one.
import { useRef } from 'preact/hooks';
import { query, type RunRow, type SuggestionsView, type UnlabeledView } from '../api.ts';
import { formatCount, formatPercent, plural } from '../format.ts';
import { fromApiBox } from '../labels.ts';
import { ImageTile } from '../parts/imageTile.tsx';
import { PageHeader } from '../parts/pageHeader.tsx';
import { chosenRun, RunSelect, trainedRuns } from '../parts/runSelect.tsx';
import { shortPath } from '../parts/screenshotPicker.tsx';
import { Empty, Pending, Show } from '../parts/states.tsx';
import { route, setQuery, withQuery } from '../router.ts';
import { type Loaded, useLoad, usePolling } from '../useLoad.ts';
import { LabelEditor } from './labelEditor.tsx';
import type { QueuedImage } from './queuedImage.ts';

/** Until the progress of the ranking is asked for again. */
const POLL_MS = 800;
/** Images of the queue that are shown. */
const MAX_QUEUED = 18;

export function LabelView() {
  const loaded = useLoad<UnlabeledView>('unlabeled', ['labels']);
  const runs = trainedRuns(useLoad<RunRow[]>('runs', ['run']).value);
  const run = chosenRun(runs);
  const suggestions = useSuggestions(loaded.value?.total === 0 ? undefined : run?.name);
  return (
    <>
      <PageHeader
        title="Label"
        note={
          loaded.value !== undefined && <span role="status">{plural(loaded.value.total, 'image')} without a label</span>
        }
      >
        {run !== undefined && <RunSelect runs={runs} chosen={run.name} inline />}
      </PageHeader>
      <Show of={loaded}>
        {(view) =>
          view.total === 0 ? (
            <Empty title={view.whole ? 'All images are labeled' : 'All screenshots are annotated'}>
              <p>Add images to a folder of the screenshots and reload this page to label them.</p>
            </Empty>
          ) : (
            <Queue {...{ view, run, suggestions }} onLabeled={loaded.reload} />
          )
        }
      </Show>
    </>
  );
}

function Queue({
  view,
  run,
  suggestions,
  onLabeled,
}: {
  view: UnlabeledView;
  run: RunRow | undefined;
  suggestions: Loaded<SuggestionsView>;
  onLabeled: () => void;
}) {
  const queue = rankImages(view, suggestions.value);
  const requested = route.value.query.get('image');
  const index = Math.max(
    0,
    queue.findIndex(({ path }) => path === requested),
  );
  const image = queue[index];
  if (image === undefined) return null;
  const open = (target: QueuedImage | undefined): void => setQuery({ image: target?.path });
  return (
    <>
      <OrderNote suggestions={suggestions} run={run?.name} isWhole={view.whole} />
      <LabelEditor
        key={image.path}
        {...{ image, index, run }}
        total={queue.length}
        isWhole={view.whole}
        kind={view.kind}
        onStep={(by) => {
          const target = queue[index + by];
          if (target !== undefined) open(target);
        }}
        onLabeled={() => {
          open(queue[index + 1] ?? queue[index - 1]);
          onLabeled();
        }}
      />
      <section class="panel">
        <h2>Next</h2>
        <div class="strip shots">
          {queue.slice(index + 1, index + 1 + MAX_QUEUED).map(({ path, thumbnail, reason }) => (
            <ImageTile
              key={path}
              address={withQuery({ image: path })}
              thumbnail={thumbnail}
              title={`${path}: ${reason ?? ''}`}
              name={shortPath(path)}
              note={reason ?? ' '}
            />
          ))}
        </div>
        {queue.length <= index + 1 && <p class="muted">This is the last image.</p>}
      </section>
    </>
  );
}

/** The suggestions of a run, polled until they are ready; the old ones stay meanwhile. */
function useSuggestions(run: string | undefined): Loaded<SuggestionsView> {
  const loaded = useLoad<SuggestionsView>(run === undefined ? null : `suggestions${query({ run })}`, ['labels']);
  const latest = useRef<{ run: string | undefined; loaded: Loaded<SuggestionsView> }>({ run, loaded });
  if (latest.current.run !== run || loaded.value !== undefined || loaded.error !== undefined)
    latest.current = { run, loaded };
  usePolling(loaded, loaded.value?.state === 'reading', POLL_MS);
  return latest.current.loaded;
}

/** Suggested images first, then the others by name. */
function rankImages({ images }: UnlabeledView, suggestions: SuggestionsView | undefined): QueuedImage[] {
  const byName = images.map((image): QueuedImage => ({ ...image, boxes: [], reason: undefined }));
  if (suggestions?.state !== 'ready') return byName;
  const unlabeled = new Set(images.map(({ path }) => path));
  const isTruncated = unlabeled.size < suggestions.unlabeled;
  const ranked = suggestions.suggestions.flatMap(({ path, url, thumbnail, reason, boxes }): QueuedImage[] => {
    // Labeled meanwhile, unless the list of unlabeled images is truncated and may lack it.
    if (!unlabeled.has(path) && !isTruncated) return [];
    return [{ path, url, thumbnail, reason, boxes: boxes.map(fromApiBox) }];
  });
  const suggested = new Set(ranked.map(({ path }) => path));
  return [...ranked, ...byName.filter(({ path }) => !suggested.has(path))];
}

/** Explains the order of the queue. */
function OrderNote({
  suggestions,
  run,
  isWhole,
}: {
  suggestions: Loaded<SuggestionsView>;
  run: string | undefined;
  isWhole: boolean;
}) {
  const { value, error } = suggestions;
  if (run === undefined)
    return (
      <p class="muted">
        Sorted by name. <a href="/train">Train a model</a> to sort by how much each label helps.
      </p>
    );
  if (error !== undefined) return <Pending>Sorted by name: {error.message}</Pending>;
  if (value?.state === 'ready')
    return (
      <Pending>
        Sorted by how much a label helps {run}:{' '}
        {isWhole ? 'uncertain and diverse images first' : 'images unlike the labeled ones first'}.
        {value.examined < value.unlabeled &&
          ` ${formatCount(value.examined)} of ${formatCount(value.unlabeled)} images were ranked.`}
      </Pending>
    );
  const share = value === undefined || value.total === 0 ? 0 : value.done / value.total;
  return (
    <Pending>
      {run} is ranking the images by how much a label helps: {formatPercent(share, 0)}. Sorted by name until then.
    </Pending>
  );
}
