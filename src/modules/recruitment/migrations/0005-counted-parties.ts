import { sql, type Kysely } from 'kysely'

// Whoever adds, hides or removes a party keeps the figure true, by whatever way it comes.
const sqliteTriggers = [
  `create trigger recruitments_counted_in after insert on recruitments
   when new.deleted_at is null
   begin
     insert into recruitment_counts (guild_id, visibility, present)
     values (new.guild_id, new.visibility, 1)
     on conflict (guild_id, visibility) do update set present = present + 1;
   end`,
  `create trigger recruitments_counted_out after delete on recruitments
   when old.deleted_at is null
   begin
     update recruitment_counts set present = present - 1
     where guild_id = old.guild_id and visibility = old.visibility;
   end`,
  `create trigger recruitments_counted_anew
   after update of guild_id, visibility, deleted_at on recruitments
   when old.guild_id <> new.guild_id or old.visibility <> new.visibility
     or (old.deleted_at is null) <> (new.deleted_at is null)
   begin
     update recruitment_counts set present = present - 1
     where old.deleted_at is null and guild_id = old.guild_id and visibility = old.visibility;
     insert into recruitment_counts (guild_id, visibility, present)
     select new.guild_id, new.visibility, 1 where new.deleted_at is null
     on conflict (guild_id, visibility) do update set present = present + 1;
   end`,
]

const postgresTriggers = [
  `create function recruitments_count() returns trigger language plpgsql as $$
   begin
     if tg_op <> 'INSERT' and old.deleted_at is null then
       update recruitment_counts set present = present - 1
       where guild_id = old.guild_id and visibility = old.visibility;
     end if;
     if tg_op <> 'DELETE' and new.deleted_at is null then
       insert into recruitment_counts as c (guild_id, visibility, present)
       values (new.guild_id, new.visibility, 1)
       on conflict (guild_id, visibility) do update set present = c.present + 1;
     end if;
     return null;
   end $$`,
  `create trigger recruitments_counted after insert or delete on recruitments
   for each row execute function recruitments_count()`,
  `create trigger recruitments_counted_anew
   after update of guild_id, visibility, deleted_at on recruitments for each row
   when (old.guild_id <> new.guild_id or old.visibility <> new.visibility
     or (old.deleted_at is null) <> (new.deleted_at is null))
   execute function recruitments_count()`,
]

/** However many parties are stored, how many there are is known, and a guild's newest are found. */
export const countedParties = {
  name: '0005-counted-parties',
  async up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
    await db.schema
      .createTable('recruitment_counts')
      .addColumn('guild_id', 'text', (column) => column.notNull())
      .addColumn('visibility', 'text', (column) => column.notNull())
      .addColumn('present', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('recruitment_counts_key', ['guild_id', 'visibility'])
      .execute()
    await sql`insert into recruitment_counts (guild_id, visibility, present)
      select guild_id, visibility, count(*) from recruitments where deleted_at is null
      group by guild_id, visibility`.execute(db)
    const triggers = dialect === 'sqlite' ? sqliteTriggers : postgresTriggers
    for (const statement of triggers) await sql.raw(statement).execute(db)
    await sql`create index recruitments_present_in on recruitments (guild_id, created_at, id)
      where deleted_at is null`.execute(db)
    await sql`create index recruitments_open_in on recruitments (guild_id, created_at, id)
      where deleted_at is null and state in ('open', 'started')`.execute(db)
  },
}
