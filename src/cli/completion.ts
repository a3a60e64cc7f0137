import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What may follow the words of a command: its subcommands and its options. */
interface Step {
  /** Words from the program's name on, the name left out: `index failures`. */
  words: string;
  commands: { name: string; description: string }[];
  options: { name: string; description: string }[];
}

/**
 * A script that completes the words of every command. It is made from the commands themselves and needs no start of the program per
 * keystroke; make it anew after an update.
 */
export function completionScript(program: Command, shell: Shell): string {
  const steps = stepsOf(program, []);
  const name = program.name();
  if (shell === 'fish') return fish(name, steps);
  const body = bash(name, steps);
  return shell === 'bash' ? body : `autoload -U +X bashcompinit && bashcompinit\n${body}`;
}

function stepsOf(command: Command, words: readonly string[]): Step[] {
  const options = command.createHelp().visibleOptions(command);
  const commands = command.createHelp().visibleCommands(command);
  return [
    {
      words: words.join(' '),
      commands: commands.map((sub) => ({ name: sub.name(), description: sub.description() })),
      options: options.flatMap(({ long, description }) => (long ? [{ name: long, description }] : [])),
    },
    ...command.commands.flatMap((sub) => stepsOf(sub, [...words, sub.name()])),
  ];
}

function bash(name: string, steps: readonly Step[]): string {
  const cases = steps.map(
    ({ words, commands, options }) =>
      `    '${words}') candidates='${[...commands, ...options].map((one) => one.name).join(' ')}' ;;`,
  );
  const paths = steps
    .map(({ words }) => words)
    .filter(Boolean)
    .map((words) => `'${words}'`);
  return `_${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path='' next word candidates=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    case "$next" in ${paths.join('|')}) path="$next" ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
  # Where no word fits, a file may: price lists and back-ups.
  [[ \${#COMPREPLY[@]} -gt 0 || "$current" == -* ]] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -F _${name} ${name}
`;
}

function fish(name: string, steps: readonly Step[]): string {
  const lines = steps.flatMap(({ words, commands, options }) => {
    const parts = words === '' ? [] : words.split(' ');
    const siblings = commands.map((one) => one.name).join(' ');
    const seen = parts.map((part) => `__fish_seen_subcommand_from ${part}`);
    const notYet = siblings ? [`not __fish_seen_subcommand_from ${siblings}`] : [];
    const when = [...seen, ...notYet].join('; and ') || 'true';
    return [
      ...commands.map(
        (one) => `complete -c ${name} -n '${when}' -a ${one.name} -d ${quoted(one.description)}`,
      ),
      ...options.map(
        (one) =>
          `complete -c ${name} -n '${when}' -l ${one.name.replace(/^--/, '')} -d ${quoted(one.description)}`,
      ),
    ];
  });
  return `${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
