import { Logger } from '@nestjs/common';
import { newId, type Clock } from '../../common/index.js';
import { deferred, type Deferred } from '../deferred.js';
import type { DurableEpoch } from '../ports/durable-epoch.port.js';
import type { Invalidation } from '../ports/shared-tier.port.js';
import { Acknowledgements } from './acknowledgements.js';
import { Heartbeat, type Pulse } from './heartbeat.js';
import { MessageBus, type BusMessage } from './message-bus.js';
import type { RedisConnections } from './redis-connections.js';
import { ANNOUNCE } from './scripts.js';

export interface FleetSettings {
  prefix: string;
  /** An instance that was not heard of for this long is taken for dead and must not use its local tier. */
  leaseMs: number;
  retryMaxMs: number;
}

/** Share of the lease an instance grants itself: what is left covers clocks that run unevenly. */
const LEASE_SHARE = 0.9;
const BEATS_PER_LEASE = 5;
/** Leases after which every other instance has looked at the epoch: it does once a lease, with a heartbeat. */
const LEASES_TO_LOOK = 1 + 1 / BEATS_PER_LEASE;

/** What the fleet asks of the tier that uses it. */
export interface FleetMember {
  /** Another instance invalidated: forget here, and in key space `epoch` too when that is not ours. */
  forget(what: Invalidation): void;
  removeFromStore(what: Invalidation, epoch: number): Promise<unknown>;
  /** Called while joining, with connections that work, before the tier is used: what is pending is carried out now. */
  catchUp(epoch: number): Promise<void>;
  /** True when everything pending has been carried out; asked in the same tick in which the session begins. */
  isCaughtUp(): boolean;
}

/**
 * Membership of the instances that share a Redis. While this instance is a member in good standing it has a session, and then every
 * writer anywhere waits for its acknowledgement before a write is acknowledged. The protocol is in docs/adr/0030-cache-coherence.md.
 */
export class Fleet {
  private readonly logger = new Logger('CacheFleet');
  readonly me = newId();
  private readonly bus: MessageBus;
  private readonly heartbeat: Heartbeat;
  private readonly acknowledgements: Acknowledgements;
  private sessionNumber = 0;
  private online = false;
  /** While there is no session: when that began, and what those wait for who wait for the next one. */
  private absence: { since: number; over: Deferred<void> } | null;
  private coherentUntil = 0;
  /** Until then instances may live that the list of members does not know (Redis lost it). */
  private unknownMembersUntil = 0;
  private firstJoin = true;
  private currentEpoch = 0;
  private wake: AbortController = new AbortController();
  private stopped = false;
  private watching = false;
  private watchedAt = -Infinity;
  private running: Promise<void> | null = null;
  private readonly firstTry: { promise: Promise<void>; resolve: () => void };
  /** Raised at most once an outage: see `raiseEpoch`. */
  private raised: Promise<void> | null = null;

  constructor(
    private readonly connections: RedisConnections,
    private readonly durable: DurableEpoch,
    private readonly clock: Clock,
    private readonly settings: FleetSettings,
    private readonly member: FleetMember,
  ) {
    this.absence = { since: clock.monotonic(), over: deferred() };
    this.bus = new MessageBus(connections, settings.prefix, this.me, (message) => this.receive(message));
    const keys = [this.key('members'), this.key('epoch'), this.key('state')] as const;
    this.heartbeat = new Heartbeat(connections, this.bus, this.me, keys);
    this.acknowledgements = new Acknowledgements(clock);
    connections.onLost(() => this.lose('a connection was lost'));
    let resolve!: () => void;
    const promise = new Promise<void>((done) => (resolve = done));
    this.firstTry = { promise, resolve };
  }

  get epoch(): number {
    return this.currentEpoch;
  }

  session(): number | null {
    if (!this.online) return null;
    if (this.clock.monotonic() < this.coherentUntil) return this.sessionNumber;
    this.lose('it was not heard of in time');
    return null;
  }

  /** Starts joining in the background. @returns when the first attempt has ended, whichever way. */
  start(): Promise<void> {
    this.running ??= this.run();
    return this.firstTry.promise;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.absence?.over.resolve();
    const wasOnline = this.online;
    this.online = false;
    this.wake.abort(new Error('stopped'));
    if (wasOnline) {
      try {
        // Neither the next writer waits for a member that leaves, nor one that waits already.
        await this.connections.within(this.connections.client.zrem(this.key('members'), this.me));
        await this.bus.send(this.bus.everyone, { type: 'left', from: this.me });
      } catch {
        // It dies out by itself.
      }
    }
    this.connections.close();
    await this.running;
  }

  /** Ends the session: from now on nothing is read from or put into any tier, until this instance has joined anew. */
  lose(reason: string, error?: unknown): void {
    if (!this.online) return;
    this.online = false;
    this.absence = { since: this.clock.monotonic(), over: deferred() };
    this.raised = null;
    this.logger.warn({ msg: `Redis cache lost: ${reason}; answering without it`, err: error });
    this.wake.abort(new Error(reason));
  }

  /**
   * Tells every instance and waits until each has forgotten, or can no longer serve what it holds.
   *
   * @param remove deletes in one key space; called again for a key space that others have moved to.
   * @throws when Redis fails on the way: then nothing is certain.
   */
  async announce(what: Invalidation, remove: (epoch: number) => Promise<void>): Promise<void> {
    const id = newId();
    this.acknowledgements.expect(id);
    try {
      const mine = this.currentEpoch;
      await remove(mine);
      const message: BusMessage = { type: 'forget', id, from: this.me, epoch: mine, what };
      const reply = (await this.connections.within(
        ANNOUNCE.run(
          this.connections.client,
          [this.key('members'), this.key('epoch')],
          [this.bus.everyone, JSON.stringify(message)],
        ),
      )) as (number | Buffer)[];
      const sentAt = this.clock.monotonic();
      const highest = Number(reply[0]);
      if (highest > mine) await remove(highest);
      this.member.forget(what);
      const deadlines = new Map<string, number>();
      let knowsMe = false;
      for (let i = 1; i + 1 < reply.length; i += 2) {
        const name = String(reply[i]);
        if (name === this.me) knowsMe = true;
        else deadlines.set(name, sentAt + Number(String(reply[i + 1])));
      }
      if (!knowsMe) {
        // The list of members is lost, and others may be missing from it as this instance is: none outlives its lease.
        this.unknownMembersUntil = sentAt + this.settings.leaseMs;
        this.lose('Redis has forgotten its members');
      }
      await this.acknowledgements.all(id, deadlines);
      const unknown = this.unknownMembersUntil - this.clock.monotonic();
      if (unknown > 0) await this.clock.sleep(unknown);
    } finally {
      this.acknowledgements.forget(id);
    }
  }

  /**
   * Puts everything Redis holds out of reach of every instance that connects after this. Once an outage is enough: who connected
   * earlier hears of later writes by the database's change feed.
   */
  async raiseEpoch(again = false): Promise<void> {
    if (again) this.raised = null;
    this.raised ??= this.durable.bump(this.currentEpoch).then(
      () => undefined,
      (error: unknown) => {
        this.raised = null;
        throw error;
      },
    );
    await this.raised;
  }

  /**
   * While there is no session: resolves with the next one, for which everything pending has been announced, or when the others have had
   * the time to find the raised epoch. The usual loss is one slow command, and is over in a moment; others use meanwhile what they hold.
   */
  async untilOthersKnow(): Promise<void> {
    const { absence } = this;
    const left = absence && absence.since + this.settings.leaseMs * LEASES_TO_LOOK - this.clock.monotonic();
    if (this.stopped || !absence || left === null || left <= 0) return;
    const over = new AbortController();
    const patience = this.clock.sleep(left, over.signal).catch(() => undefined); // Woken by the session.
    await Promise.race([absence.over.promise, patience]);
    over.abort(new Error('a member again'));
  }

  key(name: string): string {
    // One hash tag: the scripts take several of these keys, which must lie in one slot of a cluster.
    return `{${this.settings.prefix}fleet}:${name}`;
  }

  // --- staying a member ----------------------------------------------------------------------------------------------------

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopped; ) {
      this.wake = new AbortController();
      try {
        await this.join();
        failures = 0;
        this.firstTry.resolve();
        while (this.online) {
          await this.clock.sleep(this.settings.leaseMs / BEATS_PER_LEASE, this.wake.signal);
          if (this.online) await this.beat('');
          this.watchEpoch();
        }
      } catch (error) {
        this.lose('a heartbeat failed', error);
        this.firstTry.resolve();
        if (this.stopped) break;
        if (failures === 0) this.logger.debug({ msg: 'Not in the cache fleet', err: error });
        const pauseMs = Math.min(50 * 2 ** failures++, this.settings.retryMaxMs);
        this.wake = new AbortController();
        await this.clock.sleep(pauseMs, this.wake.signal).catch(() => undefined); // Woken by stop().
      }
    }
    this.firstTry.resolve();
  }

  private async join(): Promise<void> {
    await this.connections.ensure();
    await this.bus.listen();
    const runId = await this.runId();
    const fresh = this.firstJoin && (await this.durable.read()) === 0;
    // Which server was seen last is written only after the epoch is raised: who fails in between tries again.
    const first = await this.beat('');
    const dataLost = first.known !== runId;
    // What Redis holds may be older than the truth: after its restart or loss of data, and when nobody was there to hear of writes.
    const untrusted = dataLost || (this.firstJoin && first.others === 0);
    const epoch = untrusted ? await this.durable.bump(first.epoch) : await this.durable.read();
    if (!fresh) {
      const sinceLossMs = dataLost ? 0 : first.sinceMs;
      this.unknownMembersUntil = Math.max(
        this.unknownMembersUntil,
        this.clock.monotonic() + this.settings.leaseMs - sinceLossMs,
      );
    }
    this.currentEpoch = Math.max(this.currentEpoch, epoch);
    const second = await this.beat(runId, fresh);
    this.currentEpoch = Math.max(this.currentEpoch, second.epoch);
    do {
      await this.member.catchUp(this.currentEpoch);
    } while (!this.member.isCaughtUp());
    this.firstJoin = false;
    this.raised = null;
    this.sessionNumber += 1;
    this.online = true;
    this.absence?.over.resolve();
    this.absence = null;
    this.logger.log({ msg: 'Redis cache in use', epoch: this.currentEpoch, others: second.others });
  }

  /**
   * An instance cut off from Redis raises the epoch and may die before it is back; those that never lost Redis find out here. Not
   * waited for: a slow database must not cost the cache.
   */
  private watchEpoch(): void {
    if (this.watching || this.clock.monotonic() - this.watchedAt < this.settings.leaseMs) return;
    this.watching = true;
    this.durable.read().then(
      (epoch) => {
        this.watching = false;
        this.watchedAt = this.clock.monotonic();
        if (this.online && epoch > this.currentEpoch) this.adopt(epoch);
      },
      () => {
        // Asked again with the next heartbeat; while the database is away nobody writes either.
        this.watching = false;
      },
    );
  }

  /**
   * Moves to a key space that another instance has raised, without an absence: a member that left to join anew would meanwhile have to raise
   * the epoch itself for every write, and drive the other one out in turn. What was held in the session that ends is void.
   */
  private adopt(epoch: number): void {
    this.currentEpoch = epoch;
    this.sessionNumber += 1;
    this.raised = null;
    this.logger.log({
      msg: 'The cache begins anew: another instance could not tell Redis of a write',
      epoch,
    });
  }

  private async beat(runId: string, fresh = false): Promise<Pulse> {
    const began = this.clock.monotonic();
    const { currentEpoch: epoch } = this;
    const pulse = await this.heartbeat.send({ epoch, leaseMs: this.settings.leaseMs, runId, fresh });
    if (this.online && !pulse.wasMember) throw new Error('Redis has forgotten its members.');
    // Before this instance is trusted any longer: what it holds may be what somebody could not tell Redis of.
    if (this.online && pulse.epoch > this.currentEpoch) this.adopt(pulse.epoch);
    this.coherentUntil = began + this.settings.leaseMs * LEASE_SHARE;
    return pulse;
  }

  /** Changes whenever a server restarts or another one takes over: what it holds may then be older than what was acknowledged. */
  private async runId(): Promise<string> {
    const ids = await Promise.all(
      this.connections.masters().map(async (node) => {
        const info = await this.connections.within(node.info('server'));
        return /run_id:(\w+)/.exec(info)?.[1] ?? 'unknown';
      }),
    );
    return ids.sort().join(',');
  }

  // --- messages ------------------------------------------------------------------------------------------------------------

  private receive(message: BusMessage): void {
    if (message.type === 'beat') this.heartbeat.receive(message.nonce);
    else if (message.type === 'ack') this.acknowledgements.receive(message.id, message.from);
    else if (message.type === 'left') this.acknowledgements.memberLeft(message.from);
    else if (message.from !== this.me) void this.obey(message);
  }

  private async obey(message: Extract<BusMessage, { type: 'forget' }>): Promise<void> {
    this.member.forget(message.what);
    try {
      // While key spaces differ for a moment after a loss, the writer does not know of ours.
      if (message.epoch !== this.currentEpoch) {
        await this.member.removeFromStore(message.what, this.currentEpoch);
      }
      await this.bus.send(this.bus.channelOf(message.from), { type: 'ack', id: message.id, from: this.me });
    } catch (error) {
      // Not acknowledged: the writer waits until this instance's lease has run out, so it must have run out here as well.
      this.lose('an invalidation could not be acknowledged', error);
    }
  }
}
