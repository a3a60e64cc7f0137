import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { call, write } from '../api/client.ts';
import type { CategoryNode } from '../api/types.ts';
import { t } from '../i18n/index.ts';
import { searchHref } from '../search/search-state.ts';
import { may } from '../session/session.ts';
import { Confirm } from '../ui/dialog.tsx';
import { Failure } from '../ui/failure.tsx';
import { useLoad } from '../ui/use-load.ts';
import { CategoryForm, type Edit } from './category-form.tsx';

/** The tree of categories; editors create, rename, move and delete. */
export function Categories(): JSX.Element {
  const tree = useLoad(
    'tree',
    async (signal) =>
      (await call<{ items: CategoryNode[] }>('/categories', { signal, cache: 'no-cache' })).body.items,
  );
  const [edit, setEdit] = useState<Edit | null>(null);
  const [doomed, setDoomed] = useState<CategoryNode | null>(null);
  const [error, setError] = useState<unknown>(null);
  const remove = (node: CategoryNode): void => {
    setError(null);
    write('DELETE', `/categories/${node.id}`).then(tree.reload).catch(setError);
  };
  return (
    <section aria-label={t('catalogue.categories')}>
      {may('editor') && (
        <p class="actions">
          <button type="button" class="primary" onClick={() => setEdit({ kind: 'create', parent: null })}>
            {t('category.create')}
          </button>
        </p>
      )}
      {tree.state === 'failed' && <Failure error={tree.error} again={tree.reload} />}
      {error ? <Failure error={error} /> : null}
      {tree.value?.length === 0 && <p class="quiet">{t('category.none')}</p>}
      {tree.value && <Branch nodes={tree.value} onEdit={setEdit} onDelete={setDoomed} />}
      {edit && (
        <CategoryForm
          edit={edit}
          tree={tree.value ?? []}
          onSaved={() => {
            setEdit(null);
            tree.reload();
          }}
          onClose={() => setEdit(null)}
        />
      )}
      {doomed && (
        <Confirm
          title={t('action.delete')}
          text={t('category.delete.sure', { name: doomed.path.replaceAll('/', ' › ') })}
          action={t('action.delete')}
          onYes={() => remove(doomed)}
          onClose={() => setDoomed(null)}
        />
      )}
    </section>
  );
}

interface BranchProperties {
  nodes: readonly CategoryNode[];
  onEdit: (edit: Edit) => void;
  onDelete: (node: CategoryNode) => void;
}

function Branch({ nodes, onEdit, onDelete }: BranchProperties): JSX.Element {
  return (
    <ul class="tree">
      {nodes.map((node) => (
        <li key={node.id}>
          {node.children.length > 0 ? (
            <details>
              <summary>
                {node.name} <small>{node.children.length}</small>
              </summary>
              <Actions node={node} onEdit={onEdit} onDelete={onDelete} />
              <Branch nodes={node.children} onEdit={onEdit} onDelete={onDelete} />
            </details>
          ) : (
            <div class="leaf">
              <span>{node.name}</span>
              <Actions node={node} onEdit={onEdit} onDelete={onDelete} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function Actions({
  node,
  onEdit,
  onDelete,
}: Omit<BranchProperties, 'nodes'> & { node: CategoryNode }): JSX.Element {
  const button = (text: string, onClick: () => void): JSX.Element => (
    <button type="button" class="link" aria-label={`${text}: ${node.name}`} onClick={onClick}>
      {text}
    </button>
  );
  return (
    <span class="row-actions">
      <Link href={searchHref(node.name, { category: node.path })}>{t('category.search')}</Link>
      {may('editor') && (
        <>
          {button(t('category.add'), () => onEdit({ kind: 'create', parent: node }))}
          {button(t('category.rename'), () => onEdit({ kind: 'rename', node }))}
          {button(t('category.move'), () => onEdit({ kind: 'move', node }))}
          {button(t('action.delete'), () => onDelete(node))}
        </>
      )}
    </span>
  );
}
