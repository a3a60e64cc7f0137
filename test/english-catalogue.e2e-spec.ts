import { expect, it } from '@jest/globals';
import { describeWordSearch, type NamedCatalogue } from './support/word-catalogue.js';

const CATALOGUE: NamedCatalogue = {
  Lumber: [
    'Whitewood Stud 2 in. x 4 in. x 8 ft.',
    'Whitewood Stud 2 in. x 4 in. x 10 ft.',
    'Whitewood Stud 2 in. x 6 in. x 8 ft.',
    'Pine Board 1 in. x 6 in. x 12 ft.',
    'Cedar Deck Board 5/4 in. x 6 in. x 12 ft.',
    'Plywood Sanded 3/4 in. x 4 ft. x 8 ft.',
    'Plywood Sheathing CDX 1/2 in. x 4 ft. x 8 ft.',
  ],
  Drywall: [
    'UltraLight Drywall 1/2 in. x 4 ft. x 8 ft.',
    'Firecode Type X Drywall 5/8 in. x 4 ft. x 8 ft.',
    'All Purpose Joint Compound 4.5 gal. Ready-Mixed',
    'Paper Drywall Joint Tape 2-1/16 in. x 250 ft.',
    'Steel Stud 3-5/8 in. x 10 ft.',
  ],
  Fasteners: [
    'Deck Screws #8 x 2-1/2 in. Tan 5 lb.',
    'Deck Screws #10 x 3-1/2 in. Tan 5 lb.',
    'Drywall Screws #6 x 1-1/4 in. Coarse Thread 1 lb.',
    'Carriage Bolt 1/2 in. x 8 in. Galvanized',
  ],
  Plumbing: [
    'Copper Pipe Type L 3/4 in. x 10 ft.',
    'Copper Pipe Type M 1/2 in. x 10 ft.',
    'PVC Pipe Schedule 40 4 in. x 10 ft.',
    'Ball Valve Brass Full Port 3/4 in.',
    'Pipe Insulation Foam 3/4 in. x 6 ft.',
  ],
  Electrical: [
    'Circuit Breaker 20 Amp Single-Pole',
    'MCB Type B 32A 6kA',
    'Wire Connectors Red/Yellow 100 Pack',
  ],
  Paint: [
    'Interior Latex Paint Flat White 1 gal.',
    'Interior Latex Paint Flat White 5 gal.',
    'Paint Thinner 1 qt.',
  ],
  Landscape: ['Fence Post Wooden 75 x 75 x 2400mm', 'Feather Edge Fence Panel 6 ft. x 6 ft.'],
  Tools: [
    'Circular Saw 7-1/4 in. 15 Amp',
    'Step Ladder 6 ft. Fiberglass',
    'Extension Ladder 24 ft. Aluminum',
  ],
};

describeWordSearch('a catalogue in English, told in inches and feet', CATALOGUE, (ask) => {
  const first = async (q: string): Promise<string | undefined> => (await ask(q))[0]?.name;

  it.each([
    ['2x4x8', 'Whitewood Stud 2 in. x 4 in. x 8 ft.'],
    [`2" x 4" x 10'`, 'Whitewood Stud 2 in. x 4 in. x 10 ft.'],
    ['2 by 6 stud', 'Whitewood Stud 2 in. x 6 in. x 8 ft.'],
    ['1x6 board 12 ft', 'Pine Board 1 in. x 6 in. x 12 ft.'],
    ['5/4 deck board', 'Cedar Deck Board 5/4 in. x 6 in. x 12 ft.'],
    ['1/2 in plywood', 'Plywood Sheathing CDX 1/2 in. x 4 ft. x 8 ft.'],
    ['3/4" plywood 4x8', 'Plywood Sanded 3/4 in. x 4 ft. x 8 ft.'],
    ['5/8 drywall', 'Firecode Type X Drywall 5/8 in. x 4 ft. x 8 ft.'],
    ['deck screws 2 1/2', 'Deck Screws #8 x 2-1/2 in. Tan 5 lb.'],
    ['2.5 inch deck screws', 'Deck Screws #8 x 2-1/2 in. Tan 5 lb.'],
    ['carriage bolt 1/2 x 8', 'Carriage Bolt 1/2 in. x 8 in. Galvanized'],
    ['3/4 copper pipe', 'Copper Pipe Type L 3/4 in. x 10 ft.'],
    ['4" pvc', 'PVC Pipe Schedule 40 4 in. x 10 ft.'],
    ['circular saw 7 1/4', 'Circular Saw 7-1/4 in. 15 Amp'],
    ['white paint 5 gallons', 'Interior Latex Paint Flat White 5 gal.'],
    ['ladder 6ft', 'Step Ladder 6 ft. Fiberglass'],
    ['20 amp breaker', 'Circuit Breaker 20 Amp Single-Pole'],
  ])('finds %s by its size', async (q, expected) => {
    expect(await first(q)).toBe(expected);
  });

  it.each([
    ['drywall', 'UltraLight Drywall', 'Paper Drywall Joint Tape'],
    ['pipe', 'Copper Pipe', 'Pipe Insulation Foam'],
    ['paint', 'Interior Latex Paint', 'Paint Thinner'],
  ])('%s is %s rather than %s', async (q, thing, accessory) => {
    const names = (await ask(q)).map(({ name }) => name);
    const at = (beginning: string): number => names.findIndex((name) => name.startsWith(beginning));
    expect(at(thing)).toBeGreaterThanOrEqual(0);
    if (at(accessory) >= 0) expect(at(thing)).toBeLessThan(at(accessory));
  });

  it.each([
    ['timber fence panel', 'Feather Edge Fence Panel 6 ft. x 6 ft.'],
    ['drywall mud', 'All Purpose Joint Compound 4.5 gal. Ready-Mixed'],
    ['metal stud', 'Steel Stud 3-5/8 in. x 10 ft.'],
    ['wire nuts', 'Wire Connectors Red/Yellow 100 Pack'],
    ['гипсокартон', 'UltraLight Drywall 1/2 in. x 4 ft. x 8 ft.'],
    ['труба медная 3/4', 'Copper Pipe Type L 3/4 in. x 10 ft.'],
  ])('%s: %s', async (q, expected) => {
    expect(await first(q)).toBe(expected);
  });
});
