/** The pages that are there to be read: about, privacy, accessibility and the site map. */
import { useRuled } from '../api/session';
import { SITE_MAP } from '../links';
import { Page } from '../view/Page';
import { SummaryList } from '../view/SummaryList';
import { Text } from '../view/Text';
import { useFrameWords, useTexts } from '../words';

const ZONES = ['U', 'C', 'Z'] as const;

export function About() {
  return <Sections name="about" />;
}

export function Privacy() {
  return <Sections name="privacy" />;
}

export function Accessibility() {
  return <Sections name="accessibility" />;
}

function Sections({ name }: { name: 'about' | 'privacy' | 'accessibility' }) {
  const { title, lead, sections } = useTexts()[name];
  const ruled = useRuled();
  return (
    <Page title={title}>
      <p class="lead">{lead}</p>
      {sections.map(({ heading, sentences }) => (
        <section key={heading} class="flow">
          <h2>{heading}</h2>
          <ul>
            {sentences.map((sentence) => (
              <li key={String(sentence)}>
                <Text>{typeof sentence === 'string' ? sentence : ruled(sentence)}</Text>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Page>
  );
}

export function SiteMap() {
  const { siteMap } = useTexts();
  const { shell } = useFrameWords();
  return (
    <Page title={siteMap.title}>
      <p class="lead">{siteMap.lead}</p>
      {(['applying', 'holding', 'reading'] as const).map((group) => (
        <section key={group} class="flow">
          <h2>{siteMap.groups[group]}</h2>
          <ul>
            {SITE_MAP[group].map((path) => (
              <li key={path}>
                <a href={path}>{siteMap.pages[path]}</a>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p>{siteMap.letters}</p>
      <section class="flow">
        <h2>{siteMap.keysHeading}</h2>
        <p>{siteMap.keysLead}</p>
        <SummaryList
          rows={ZONES.map((zone) => ({
            name: `${zone} ${shell.zones[zone]}`,
            value: siteMap.zones[zone],
          }))}
        />
        <ul>
          {siteMap.keysHow.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </section>
    </Page>
  );
}
