import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may do what: users with their sessions, API keys, and attempts to sign in. Secrets are stored as hashes only. */
export class Access1700000000050 implements MigrationInterface {
  readonly name = 'Access1700000000050';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE users (
        id uuid PRIMARY KEY,
        username varchar(100) NOT NULL CONSTRAINT users_username_key UNIQUE,
        password_hash text NOT NULL,
        role varchar(10) NOT NULL CONSTRAINT users_role_known CHECK (role IN ('viewer', 'editor', 'admin')),
        disabled boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        last_login_at timestamptz
      )`);

    // A session is a family of refresh tokens: each is used once and gives the next. Used ones stay, to know a replay by.
    await queryRunner.query(`
      CREATE TABLE sessions (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await queryRunner.query('CREATE INDEX sessions_user_idx ON sessions (user_id)');
    await queryRunner.query('CREATE INDEX sessions_expiry_idx ON sessions (expires_at)');
    await queryRunner.query(`
      CREATE TABLE refresh_tokens (
        token_hash bytea PRIMARY KEY,
        session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
        created_at timestamptz NOT NULL,
        used_at timestamptz
      )`);
    await queryRunner.query('CREATE INDEX refresh_tokens_session_idx ON refresh_tokens (session_id)');

    await queryRunner.query(`
      CREATE TABLE api_keys (
        id uuid PRIMARY KEY,
        name varchar(100) NOT NULL,
        prefix varchar(20) NOT NULL,
        key_hash bytea NOT NULL CONSTRAINT api_keys_hash_key UNIQUE,
        role varchar(10) NOT NULL CONSTRAINT api_keys_role_known CHECK (role IN ('viewer', 'editor', 'admin')),
        scopes text[] NOT NULL DEFAULT '{}',
        rate_limit integer CONSTRAINT api_keys_rate_limit_positive CHECK (rate_limit > 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by uuid REFERENCES users ON DELETE SET NULL,
        expires_at timestamptz,
        last_used_at timestamptz
      )`);
    await queryRunner.query('CREATE INDEX api_keys_created_by_idx ON api_keys (created_by)');

    // One row for each account name or address that failed, hashed: names that do not exist are counted like those that do.
    await queryRunner.query(`
      CREATE TABLE login_attempts (
        subject bytea PRIMARY KEY,
        failures integer NOT NULL,
        blocked_until timestamptz,
        last_attempt uuid NOT NULL,
        updated_at timestamptz NOT NULL
      )`);
    await queryRunner.query('CREATE INDEX login_attempts_updated_idx ON login_attempts (updated_at)');

    // Every instance keeps what it verified for a moment; whoever takes a right away, psql included, tells them all.
    await queryRunner.query(`
      CREATE FUNCTION tell_access_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('access_changes', '');
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER users_tell AFTER DELETE OR UPDATE OF role, disabled ON users
        FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change()`);
    await queryRunner.query(`
      CREATE TRIGGER sessions_tell AFTER DELETE ON sessions
        FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change()`);
    await queryRunner.query(`
      CREATE TRIGGER api_keys_tell AFTER DELETE OR UPDATE OF key_hash, role, scopes, rate_limit, expires_at ON api_keys
        FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change()`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE login_attempts, api_keys, refresh_tokens, sessions, users');
    await queryRunner.query('DROP FUNCTION tell_access_change()');
  }
}
