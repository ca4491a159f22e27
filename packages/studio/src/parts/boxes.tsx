// A screenshot with the boxes of its samples.
import type { SampleView } from '../api.ts';

/** Each box leads to its sample; the own one stands out. */
export function ScreenshotBoxes({
  screenshot: { picture, width, height, path },
  boxes,
}: {
  screenshot: NonNullable<SampleView['screenshot']>;
  boxes: SampleView['boxes'];
}) {
  return (
    <div class="picture">
      <img src={picture} alt={`Screenshot ${path}`} width={width} height={height} />
      <svg viewBox={`0 0 ${width} ${height}`}>
        <title>Boxes of the samples</title>
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
