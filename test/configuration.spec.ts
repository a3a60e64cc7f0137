import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

/** Variable name to the defaults its schemas give it (several where two rooms read it); `null`: no default. */
type Defaults = Map<string, Set<string | null>>;

/** The variables of every `*.config.ts`, read from the source: what is not in a schema cannot be read by the program. */
function readSchemas(): Defaults {
  const variables: Defaults = new Map();
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.config.ts')) continue;
    const source = ts.createSourceFile(
      file,
      readFileSync(`src/${file}`, 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAssignment(node) && /^[A-Z][A-Z0-9_]+$/.test(node.name.getText())) {
        const defaults = variables.get(node.name.getText()) ?? new Set();
        variables.set(node.name.getText(), defaults.add(defaultOf(node.initializer)));
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return variables;
}

/** The argument of `.default(…)`, or of a helper that takes the default alone, `seconds(300)`. */
function defaultOf(schema: ts.Expression): string | null {
  if (!ts.isCallExpression(schema)) return null;
  const callee = schema.expression;
  if (ts.isIdentifier(callee) && ['seconds', 'prefix'].includes(callee.text))
    return constant(schema.arguments[0]);
  if (!ts.isPropertyAccessExpression(callee)) return null;
  return callee.name.text === 'default' ? constant(schema.arguments[0]) : defaultOf(callee.expression);
}

function constant(node: ts.Expression | undefined): string {
  if (!node) throw new Error('a default without a value');
  if (ts.isStringLiteral(node)) return node.text;
  if (ts.isNumericLiteral(node)) return String(Number(node.text.replaceAll('_', '')));
  if (node.kind === ts.SyntaxKind.TrueKeyword) return 'true';
  if (node.kind === ts.SyntaxKind.FalseKeyword) return 'false';
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [Number(constant(node.left)), Number(constant(node.right))];
    if (node.operatorToken.kind === ts.SyntaxKind.AsteriskToken) return String(left * right);
    if (node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken) return String(left ** right);
  }
  if (ts.isIdentifier(node)) return constant(namedConstant(node));
  throw new Error(`cannot read the default ${node.getText()}: extend this test`);
}

/** The initialiser of a `const` of the same file, such as `MB`. */
function namedConstant(name: ts.Identifier): ts.Expression | undefined {
  return name
    .getSourceFile()
    .statements.filter(ts.isVariableStatement)
    .flatMap((statement) => [...statement.declarationList.declarations])
    .find((declaration) => declaration.name.getText() === name.text)?.initializer;
}

/** Rows `| \`NAME\` | default | meaning |` of the page; a dash is no default. */
function readPage(): Map<string, { value: string | null; meaning: string }> {
  const rows = readFileSync('docs/configuration.md', 'utf8').matchAll(
    /^\| `([A-Z][A-Z0-9_]+)` +\| (?:`([^`]*)`|–) +\| (.+) \|$/gm,
  );
  return new Map(
    [...rows].map(([, name, value, meaning]) => [
      name ?? '',
      { value: value ?? null, meaning: meaning ?? '' },
    ]),
  );
}

/** Assignments of the example file, commented out or not. */
function readExample(): Map<string, string> {
  const lines = readFileSync('.env.example', 'utf8').matchAll(/^#?([A-Z][A-Z0-9_]+)=(.*)$/gm);
  return new Map([...lines].map(([, name, value]) => [name ?? '', (value ?? '').replace(/^"(.*)"$/, '$1')]));
}

function readCompose(): Set<string> {
  const names = readFileSync('docker-compose.yml', 'utf8').matchAll(
    // In a value, or as the source of a secret.
    /(?:(?<!\$)\$\{|\benvironment: )([A-Z][A-Z0-9_]+)/g,
  );
  return new Set([...names].map(([, name]) => name ?? ''));
}

describe('configuration', () => {
  const schemas = readSchemas();
  const page = readPage();
  const example = readExample();
  const known = [...new Set([...schemas.keys(), ...readCompose()])].sort();

  it('documents every variable of the program and of the compose file, and no other', () => {
    expect([...page.keys()].sort()).toEqual(known);
  });

  it('lists every variable once in .env.example, and no other', () => {
    expect([...example.keys()].sort()).toEqual(known);
  });

  it.each([...schemas])('states the default of %s as the code has it', (name, defaults) => {
    const stated = page.get(name)?.value;
    expect([...defaults]).toContain(stated);
    if (stated !== null) expect(example.get(name)).toBe(stated);
  });
});
