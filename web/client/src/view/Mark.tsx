/** 導盲磚: the three colons at the start of a part of the page, reached by its access key, as on Taiwan's public sites. */
import { useFrameWords } from '../words';

export type Zone = 'U' | 'C' | 'Z';

export function Mark({ zone }: { zone: Zone }) {
  const { shell } = useFrameWords();
  const id = `zone-${zone}`;
  return (
    <a
      class="zone"
      id={id}
      href={`#${id}`}
      // biome-ignore lint/a11y/noAccessKey: people who use such sites by keyboard expect these three.
      accessKey={zone}
      title={shell.zoneKey(zone)}
      onClick={stay}
    >
      :::<span class="unseen">{shell.zones[zone]}</span>
    </a>
  );
}

// Only the focus goes there: the address's fragment may be the mailed link's token.
function stay(event: MouseEvent & { readonly currentTarget: HTMLElement }) {
  event.preventDefault();
  event.currentTarget.focus();
}
