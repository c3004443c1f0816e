/**
 * What of the page comes in files of its own, so that its beginning is small.
 *
 * All of it is asked for as soon as the page knows who sits here, long before Begin: from then on it
 * lies in the page's memory, and no network is needed to show it.
 */
import type { Component } from 'svelte';

import type { SlotProps } from './items/slot';
import type { Kind } from './paper';
import { Part } from './part.svelte';

export const writing = new Part(() => import('./Writing.svelte'));
export const dialogs = new Part(() => import('./dialogs'));
export const comforts = new Part(() => import('./comforts'));
export const sealed = new Part(() => import('./Sealed.svelte'));

/** A file that draws one kind of places to write. */
export type Drawing = Part<{ default: Component<SlotProps> }>;

/** What is not named here stands in a line of text, and comes with the writing. */
export const kinds: Readonly<Partial<Record<Kind, Drawing>>> = {
  choice: new Part(() => import('./items/Choice.svelte')),
  choices: new Part(() => import('./items/Choices.svelte')),
  match: new Part(() => import('./items/Match.svelte')),
  order: new Part(() => import('./items/Order.svelte')),
  essay: new Part(() => import('./items/Essay.svelte')),
};

const all: readonly Part<object>[] = [writing, ...Object.values(kinds), dialogs, comforts, sealed];

export function askForAll(): void {
  for (const part of all) void part.ask();
}

/** What has not come yet; undefined: the page is whole. */
export const missing = (): Part<object> | undefined => all.find((part) => !part.module && part.failed) ?? all.find((part) => !part.module);
