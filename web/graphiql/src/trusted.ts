/** What may become the address of a script, or HTML, here (Trusted Types); Monaco has policies of its own. */

interface Rules {
  readonly createHTML?: (html: string) => string | null;
  readonly createScriptURL?: (url: string) => string | null;
}

interface Policy {
  // What comes out goes wherever the DOM's types ask for a string.
  createScriptURL(url: string): string;
}

declare global {
  interface Window {
    readonly trustedTypes?: { createPolicy(name: string, rules: Rules): Policy };
  }
}

// What Markdown becomes when no HTML is let through: these, with these attributes.
const PLAIN =
  /<\/?(?:blockquote|br|code|em|h[1-6]|hr|li|ol|p|pre|s|strong|table|tbody|td|th|thead|tr|ul)>/g;
const LINK = /<a href="(?:https?:\/\/|mailto:|\/|#)[^"<>]*">|<\/a>/g;
const CODE = /<code class="language-[\w-]*">/g;

/** Tell whether a text is such HTML as descriptions in the schema make. */
export function isDescription(html: string): boolean {
  return !html.replace(PLAIN, '').replace(LINK, '').replace(CODE, '').includes('<');
}

// GraphiQL writes descriptions with innerHTML, under no policy; null makes the browser refuse.
window.trustedTypes?.createPolicy('default', {
  createHTML: (html) => (isDescription(html) ? html : null),
});

const workers = window.trustedTypes?.createPolicy('worker', {
  createScriptURL: (url) => (url.startsWith('/graphiql/') ? url : null),
});

/** Let a worker of our own build start. */
export function trustedWorker(url: string): string {
  return workers ? workers.createScriptURL(url) : url;
}
