// A screenshot with the boxes of its samples, each a link.
import type { SampleView } from '../api.ts';

/** The box of the current sample is highlighted. */
export function ScreenshotBoxes({
  screenshot: { url, width, height, path },
  boxes,
}: {
  screenshot: NonNullable<SampleView['screenshot']>;
  boxes: SampleView['boxes'];
}) {
  return (
    <div class="image">
      <img src={url} alt={`Screenshot ${path}`} width={width} height={height} />
      <svg viewBox={`0 0 ${width} ${height}`}>
        <title>Samples on the screenshot</title>
        {boxes.map(({ id, label, box: { xmin, ymin, xmax, ymax }, own }) => (
          <a key={id} href={`/samples/${encodeURIComponent(id)}`} aria-label={`${label}, ${id}`}>
            <rect
              class={own ? 'box own' : 'box'}
              x={xmin}
              y={ymin}
              width={xmax - xmin}
              height={ymax - ymin}
              vector-effect="non-scaling-stroke"
            >
              <title>{label}</title>
            </rect>
          </a>
        ))}
      </svg>
    </div>
  );
}
