import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { write } from '../api/client.ts';
import type { CategoryNode } from '../api/types.ts';
import { t } from '../i18n/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Failure, fieldError } from '../ui/failure.tsx';
import { Field } from '../ui/field.tsx';

export type Edit =
  | { kind: 'create'; parent: CategoryNode | null }
  | { kind: 'rename'; node: CategoryNode }
  | { kind: 'move'; node: CategoryNode };

interface Properties {
  edit: Edit;
  tree: readonly CategoryNode[];
  onSaved: () => void;
  onClose: () => void;
}

function flat(nodes: readonly CategoryNode[]): CategoryNode[] {
  return nodes.flatMap((node) => [node, ...flat(node.children)]);
}

/** A name, a new name, or a new place. */
export function CategoryForm({ edit, tree, onSaved, onClose }: Properties): JSX.Element {
  const [error, setError] = useState<unknown>(null);
  const [name, setName] = useState(edit.kind === 'rename' ? edit.node.name : '');
  const [parentId, setParentId] = useState(edit.kind === 'move' ? (edit.node.parentId ?? '') : '');
  const save = (event: Event): void => {
    event.preventDefault();
    setError(null);
    const saved =
      edit.kind === 'create'
        ? write('POST', '/categories', { name: name.trim(), parentId: edit.parent?.id ?? null })
        : write(
            'PATCH',
            `/categories/${edit.node.id}`,
            edit.kind === 'rename' ? { name: name.trim() } : { parentId: parentId || null },
          );
    saved.then(onSaved).catch(setError);
  };
  const title =
    edit.kind === 'create'
      ? edit.parent
        ? t('category.createIn', { name: edit.parent.name })
        : t('category.create')
      : t(`category.${edit.kind}`);
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={save}>
        {edit.kind === 'move' ? (
          <Field
            label={t('category.newParent', { name: edit.node.name })}
            error={fieldError(error, 'parentId')}
          >
            {(aria) => (
              <select {...aria} value={parentId} onChange={(event) => setParentId(event.currentTarget.value)}>
                <option value="">{t('category.top')}</option>
                {flat(tree)
                  // Below itself nothing can be moved.
                  .filter(({ path }) => path !== edit.node.path && !path.startsWith(`${edit.node.path}/`))
                  .map(({ id, path }) => (
                    <option key={id} value={id}>
                      {path.replaceAll('/', ' › ')}
                    </option>
                  ))}
              </select>
            )}
          </Field>
        ) : (
          <Field label={t('category.name')} error={fieldError(error, 'name')}>
            {(aria) => (
              <input
                {...aria}
                required
                maxLength={200}
                pattern="[^\/]+"
                title={t('category.noSlash')}
                value={name}
                onInput={(event) => setName(event.currentTarget.value)}
              />
            )}
          </Field>
        )}
        {error ? <Failure error={error} /> : null}
        <p class="actions">
          <button type="submit" class="primary">
            {t('action.save')}
          </button>
          <button type="button" onClick={onClose}>
            {t('action.cancel')}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
