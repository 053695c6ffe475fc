/**
 * Compile `graphql(…)` to the document's id when the client is built: pages carry neither texts nor a parser.
 *
 * A document is an exported `const` with a template without values and a list of fragments by name, as gql.tada's
 * compile-time check wants it too. What it may not be, such as a computed text, fails the build.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { type ESTree, type Plugin, parseSync } from 'vite';

/** A document of a module, and where in its text it is made. */
interface Document {
  readonly definitions: readonly DefinitionNode[];
  readonly start: number;
  readonly end: number;
}

type Documents = ReadonlyMap<string, Document>;

/** The module that only declares the tag. */
const TAG = /\/api\/graphql\.ts$/;
const MADE = /\bgraphql\(/;

/** Put ids in the place of documents. */
export function documents(): Plugin {
  return {
    name: 'documents',
    enforce: 'pre',
    transform(code, path) {
      if (!/\/api\/[^/]+\.ts$/.test(path) || /\.test\.ts$/.test(path) || TAG.test(path)) return;
      if (!MADE.test(code)) return;
      let compiled = code;
      const read = new Set<string>();
      const found = [...documentsOf(path, code, read).values()];
      // A changed fragment changes the ids of all that use it.
      for (const each of read) this.addWatchFile(each);
      for (const each of found.sort((one, other) => other.start - one.start)) {
        compiled = compiled.slice(0, each.start) + literalOf(each) + compiled.slice(each.end);
      }
      return { code: compiled, map: null };
    },
  };
}

/** The texts that a module's operations are sent for, by their ids. */
export function textsOf(path: string): ReadonlyMap<string, string> {
  const operations = [...documentsOf(path).values()].filter(isOperation);
  return new Map(operations.map((each) => [idOf(textOf(each)), textOf(each)]));
}

function isOperation({ definitions }: Document): boolean {
  return definitions[0]?.kind === Kind.OPERATION_DEFINITION;
}

/** A fragment is there for documents alone: nothing is left of it in the page. */
function literalOf(document: Document): string {
  return isOperation(document) ? `'${idOf(textOf(document))}'` : 'undefined';
}

function idOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

function textOf({ definitions }: Document): string {
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions };
  return visit(document, {
    // `@_required` and the like are for the compiler, and no directives of the schema.
    Directive: ({ name }) => (name.value.startsWith('_') ? null : undefined),
    SelectionSet: (set, _key, parent) => {
      const ofOperation = (parent as { kind?: string }).kind === Kind.OPERATION_DEFINITION;
      return ofOperation || set.selections.some(isTypename) ? undefined : withTypename(set);
    },
  })
    .definitions.map(print)
    .join('\n');
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function isTypename(node: { readonly kind: Kind }): boolean {
  const { name, alias } = node as FieldNode;
  return node.kind === Kind.FIELD && name.value === '__typename' && !alias;
}

/** By its types a kept answer is known to be changed. */
function withTypename(set: SelectionSetNode): SelectionSetNode {
  return { ...set, selections: [...set.selections, TYPENAME] };
}

/** The documents of a module by their names, with all fragments that they need. */
function documentsOf(
  path: string,
  code = readFileSync(path, 'utf8'),
  read = new Set<string>(),
): Documents {
  read.add(path);
  const { program, errors } = parseSync(path, code);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  const imported = importsOf(program, path);
  const found = new Map<string, Document>();
  let calls = 0;
  for (const { id, init } of constantsOf(program)) {
    if (!isMade(init) || id.type !== 'Identifier') continue;
    const [template, fragments] = init.arguments;
    const text = textIn(template, path);
    const definitions = new Set<DefinitionNode>(parse(text, { noLocation: true }).definitions);
    for (const name of namesIn(fragments, path)) {
      const from = imported.get(name);
      const document = from
        ? documentsOf(from.path, undefined, read).get(from.name)
        : found.get(name);
      if (!document) throw new Error(`${path}: ${name} is no fragment above ${id.name}`);
      for (const each of document.definitions) addOnce(definitions, each);
    }
    found.set(id.name, { definitions: [...definitions], start: init.start, end: init.end });
    calls += 1;
  }
  if (calls !== (code.match(new RegExp(MADE, 'g')) ?? []).length) {
    throw new Error(`${path}: a document is the whole value of a constant of its module`);
  }
  return found;
}

function addOnce(definitions: Set<DefinitionNode>, added: DefinitionNode) {
  const text = print(added);
  if (![...definitions].some((each) => print(each) === text)) definitions.add(added);
}

function* constantsOf(program: ESTree.Program): Generator<ESTree.VariableDeclarator> {
  for (const statement of program.body) {
    const declared =
      statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type === 'VariableDeclaration') yield* declared.declarations;
  }
}

function isMade(init: ESTree.Expression | null | undefined): init is ESTree.CallExpression {
  return (
    init?.type === 'CallExpression' &&
    init.callee.type === 'Identifier' &&
    init.callee.name === 'graphql'
  );
}

function textIn(template: ESTree.Argument | undefined, path: string): string {
  const text = template?.type === 'TemplateLiteral' && template.quasis[0]?.value.cooked;
  if (!text || template.expressions.length > 0) throw new Error(`${path}: a text is fixed`);
  return text;
}

function namesIn(list: ESTree.Argument | undefined, path: string): readonly string[] {
  if (!list) return [];
  if (list.type !== 'ArrayExpression') throw new Error(`${path}: fragments stand in a list`);
  return list.elements.map((each) => {
    if (each?.type === 'Identifier') return each.name;
    throw new Error(`${path}: a fragment is named`);
  });
}

interface Imported {
  readonly path: string;
  readonly name: string;
}

function importsOf(program: ESTree.Program, path: string): ReadonlyMap<string, Imported> {
  const found = new Map<string, Imported>();
  for (const statement of program.body) {
    if (statement.type !== 'ImportDeclaration' || !statement.source.value.startsWith('.')) continue;
    const from = `${join(dirname(path), statement.source.value)}.ts`;
    for (const each of statement.specifiers) {
      if (each.type !== 'ImportSpecifier' || each.imported.type !== 'Identifier') continue;
      found.set(each.local.name, { path: from, name: each.imported.name });
    }
  }
  return found;
}
