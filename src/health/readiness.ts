import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

/** Whether this instance wants requests. `/health/ready` says so first; a load balancer follows. */
@Injectable()
export class Readiness implements OnApplicationBootstrap {
  private readonly reasons = new Set<string>(['starting']);
  private stopping = false;

  onApplicationBootstrap(): void {
    this.reasons.delete('starting');
  }

  /** Keeps the instance out of rotation until the returned function is called, for example while first data are loaded. */
  hold(reason: string): () => void {
    this.reasons.add(reason);
    return () => this.reasons.delete(reason);
  }

  /** For good: the process is about to end. */
  stop(): void {
    this.stopping = true;
  }

  get isStopping(): boolean {
    return this.stopping;
  }

  /** Why requests should go elsewhere; empty when they should come. */
  get heldBy(): string[] {
    return this.stopping ? ['stopping'] : [...this.reasons];
  }
}
