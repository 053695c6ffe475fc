/** Start the desk: language and words first, then the frame, then the page of the address. */
import { render } from 'preact';
import { LocationProvider } from 'preact-iso';
import '../view/tokens.css';
import '../view/base.css';
import '../view/elements.css';
import './view/desk.css';
import './view/case.css';
import './view/office.css';
import { LanguageProvider, loadFrameWords, loadWords } from '../words';
import { currentLanguage } from '../words/language';
import { Desk } from './Desk';
import { loadDeskWords } from './words';

const root = document.getElementById('app');
const [words] = await Promise.all([
  loadFrameWords(),
  loadWords('pages'),
  loadDeskWords(currentLanguage()),
]);
if (root) {
  render(
    <LanguageProvider first={words}>
      <LocationProvider scope="/staff">
        <Desk />
      </LocationProvider>
    </LanguageProvider>,
    root,
  );
}
