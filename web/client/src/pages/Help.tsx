/** Help: the check of the card, then what people ask. */

import { useRuled } from '../api/session';
import { CardCheck } from '../card/CardCheck';
import { LINKS } from '../links';
import { Outside } from '../view/Outside';
import { Page } from '../view/Page';
import { Text } from '../view/Text';
import { useTexts, useWords } from '../words';

export default function Help() {
  const words = useWords();
  const { help } = useTexts();
  const ruled = useRuled();
  return (
    <Page title={help.title}>
      <p class="lead">{help.lead}</p>
      <CardCheck />
      <h2>{help.questionsHeading}</h2>
      {help.questions.map(({ question, answers }) => (
        <details key={question}>
          <summary>{question}</summary>
          <div class="flow">
            {answers.map((answer, index) => (
              <p key={index}>
                <Text>{typeof answer === 'string' ? answer : ruled(answer)}</Text>
              </p>
            ))}
          </div>
        </details>
      ))}
      <ul>
        <li>
          <Outside href={LINKS.component}>{words.shell.helpComponent}</Outside>
        </li>
        <li>
          <Outside href={LINKS.unlock}>{words.shell.helpUnlock}</Outside>
        </li>
      </ul>
    </Page>
  );
}
