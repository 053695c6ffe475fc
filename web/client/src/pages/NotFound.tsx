/** No such page. */
import { Page } from '../view/Page';
import { useWords } from '../words';

export default function NotFound() {
  const { notFound } = useWords();
  return (
    <Page title={notFound.title}>
      <p>{notFound.text}</p>
      <a class="button" href="/">
        {notFound.home}
      </a>
    </Page>
  );
}
