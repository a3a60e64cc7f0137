const MATERIAL = {
  id: '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d',
  sku: 'CEM-500-50',
  name: 'Портландцемент ЦЕМ I 42,5Н (М500) 50 кг',
  description: 'Для бетона, кладочных и штукатурных растворов.',
  category: { id: '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c01', name: 'Цемент', path: 'Сухие смеси/Цемент' },
  unit: { code: 'меш', name: 'мешок', okei: null },
  unitRaw: null,
  brand: null,
  attributes: { grade: 'М500' },
  price: { amount: '520.00', currency: 'RUB' },
  createdAt: '2026-11-20T08:00:00.000Z',
  updatedAt: '2026-11-23T08:00:00.000Z',
  version: 3,
};

export const EXAMPLE_QUESTION = {
  q: 'wtvtyn v500',
  limit: 1,
  category: ['Сухие смеси'],
  maxPrice: '1000.00',
  facets: ['category'],
};

export const EXAMPLE_SEARCH_ANSWER = {
  query: {
    text: 'wtvtyn v500',
    interpreted: 'цемент м500',
    corrections: [
      { from: 'wtvtyn', to: 'цемент', kind: 'layout' },
      { from: 'v500', to: 'м500', kind: 'layout' },
    ],
    sizes: [],
    units: [],
  },
  items: [
    {
      material: MATERIAL,
      score: 0.93,
      confidence: 'high',
      matchedBy: ['lexical', 'semantic'],
      highlights: { name: 'Портланд<mark>цемент</mark> ЦЕМ I 42,5Н (<mark>М500</mark>) 50 кг' },
    },
  ],
  total: 12,
  facets: { category: [{ value: 'Сухие смеси/Цемент', count: 12 }] },
  mode: 'hybrid',
  degraded: [],
  tookMs: 14.2,
};

export const EXAMPLE_BATCH_QUESTION = { queries: [{ q: 'цемент м500', limit: 1 }, { q: '' }] };

export const EXAMPLE_BATCH_ANSWER = {
  results: [
    EXAMPLE_SEARCH_ANSWER,
    {
      type: 'urn:materials-catalogue:problem:validation_failed',
      title: 'Validation failed',
      status: 422,
      detail: 'q: Too small: expected string to have >=1 characters',
      instance: '/api/v1/search/batch',
      code: 'validation_failed',
      requestId: '0190a0f3-6c1e-7c3a-9d6b-2f1f2a3b4c5d',
      errors: [
        { path: 'q', code: 'too_small', message: 'Too small: expected string to have >=1 characters' },
      ],
    },
  ],
};

export const EXAMPLE_SUGGESTIONS = {
  suggestions: [
    { text: 'Цемент', kind: 'category', id: MATERIAL.category.id },
    { text: MATERIAL.name, kind: 'material', id: MATERIAL.id },
  ],
};

export const EXAMPLE_SIMILAR = { items: [{ material: MATERIAL, score: 0.94 }] };
