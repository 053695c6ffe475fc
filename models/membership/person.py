"""Natural persons, and the identifiers that certification authorities give them."""

from datetime import datetime
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.database.transaction import Change, lock_text
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.pki.verdict import Proof


class Person(Model):
    """A natural person, as her newest certificate names her.

    ``last_four`` are the last four characters of her national ID number, which the certificate
    states; None until a card of hers was verified.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    name = fields.CharField(120)
    last_four = fields.CharField(4, null=True)
    created_at = fields.DatetimeField()
    changed_at = fields.DatetimeField()

    class Meta:
        table = "person"

    @classmethod
    async def of(cls, proof: Proof) -> "Person | None":
        """Return the person whose card signed, or None if no card of hers is known.

        A card of another generation of the same authority is hers when subject serial number, name
        and last four agree: all generations bear one issuer name, under which a subject name
        belongs to one entity (RFC 5280 §4.1.2.6).
        """
        return await cls.known_by(
            authority=proof.authority,
            issuer_key_id=proof.issuer_key_id,
            subject_serial=proof.subject_serial,
            name=proof.holder_name,
            last_four=proof.id_last4,
        )

    @classmethod
    async def known_by(
        cls,
        *,
        authority: str,
        issuer_key_id: str,
        subject_serial: str,
        name: str,
        last_four: str | None,
    ) -> "Person | None":
        """Return the person whom a card with this content names, or None; see `of`."""
        known = await PersonIdentifier.get_or_none(
            issuer_key_id=issuer_key_id, subject_serial=subject_serial
        )
        if known is not None:
            return await cls.get(id=known.person_id)
        if last_four is None:
            return None
        same = PersonIdentifier.filter(
            authority=authority,
            subject_serial=subject_serial,
            person__name=name,
            person__last_four=last_four,
        )
        found = set(await same.values_list("person_id", flat=True))
        return await cls.get(id=found.pop()) if len(found) == 1 else None

    @classmethod
    async def identify(cls, change: Change, proof: Proof, *, actor: str, at: datetime) -> "Person":
        """Return the person whose card signed, locked until the transaction ends.

        She is created, or the card's identifier joins hers, when they are new. An account that is
        locked too must be locked first.
        """
        await cls.lock_identity(proof.authority, proof.subject_serial)
        person = await cls.of(proof) or await cls.create(
            name=proof.holder_name, last_four=proof.id_last4, created_at=at, changed_at=at
        )
        identifier = PersonIdentifier(
            person_id=person.id,
            authority=proof.authority,
            issuer_key_id=proof.issuer_key_id,
            subject_serial=proof.subject_serial,
            joined_at=at,
            joined_by=actor,
        )
        # A concurrent request may have stored the same identifier: the first one counts.
        await PersonIdentifier.bulk_create([identifier], ignore_conflicts=True)
        stored = await PersonIdentifier.get(
            issuer_key_id=proof.issuer_key_id, subject_serial=proof.subject_serial
        )
        if stored.person_id != person.id:
            await cls.filter(id=person.id, created_at=at, identifiers__id__isnull=True).delete()
            person = await cls.get(id=stored.person_id)
        elif stored.id == identifier.id:
            person.note(change, EventKind.IDENTIFIER_JOINED, actor=actor, at=at)
        if stored.authority is None:
            await PersonIdentifier.filter(id=stored.id).update(authority=proof.authority)
        await person.restate(proof, at=at)
        return person

    @classmethod
    async def lock_identity(cls, authority: str, subject_serial: str) -> None:
        """Lock what a card says of its holder, whether a person is known by it or not.

        Cards of two generations that sign at the same time, at two places, are one person's.
        """
        await lock_text(f"person:{authority}:{subject_serial}")

    async def perhaps_same(self) -> "set[UUID]":
        """Return the ids of all who may be this person, herself included.

        They have one of her serial numbers under another issuer, or her name and last four. Where
        that would let somebody back in, or decide in her own case, they count as one person.
        """
        serials = await PersonIdentifier.filter(person_id=self.id).values_list(
            "subject_serial", flat=True
        )
        alike = await PersonIdentifier.filter(subject_serial__in=serials)
        found = {self.id, *(identifier.person_id for identifier in alike)}
        if self.last_four is not None:
            namesakes = await Person.filter(name=self.name, last_four=self.last_four)
            found |= {person.id for person in namesakes}
        return found

    async def take_identifier(
        self,
        change: Change,
        *,
        authority: str,
        issuer_key_id: str,
        subject_serial: str,
        actor: str,
        at: datetime,
    ) -> None:
        """Join an identifier that is known or new; called while this person is locked."""
        known = PersonIdentifier.filter(issuer_key_id=issuer_key_id, subject_serial=subject_serial)
        if not await known.update(person_id=self.id, joined_at=at, joined_by=actor):
            await PersonIdentifier.create(
                person_id=self.id,
                authority=authority,
                issuer_key_id=issuer_key_id,
                subject_serial=subject_serial,
                joined_at=at,
                joined_by=actor,
            )
        self.note(change, EventKind.IDENTIFIER_JOINED, actor=actor, at=at)

    async def absorb(self, other: "Person", *, actor: str, at: datetime) -> None:
        """Join all identifiers of a person who never belonged anywhere; both are locked."""
        theirs = PersonIdentifier.filter(person_id=other.id)
        await theirs.update(person_id=self.id, joined_at=at, joined_by=actor)

    async def part(
        self, change: Change, joined: "PersonIdentifier", *, actor: str, at: datetime
    ) -> "Person":
        """Create a person of its own for what one act of joining brought, and return it.

        She is named as this person is now, by the card that joined, and this person's last four
        are unknown until a card of hers signs again. Called while this person is locked.
        """
        other = await Person.create(
            name=self.name, last_four=self.last_four, created_at=at, changed_at=at
        )
        together = PersonIdentifier.filter(
            person_id=self.id, joined_at=joined.joined_at, joined_by=joined.joined_by
        )
        await together.update(person_id=other.id, joined_at=at, joined_by=actor)
        other.note(change, EventKind.IDENTIFIER_JOINED, actor=actor, at=at)
        self.last_four = None
        await self.save(update_fields=["last_four"])
        return other

    @classmethod
    async def lock(cls, person_id: UUID | None, *, at: datetime) -> "Person":
        """Return the person, locked until the transaction ends."""
        await cls.filter(id=person_id).update(changed_at=at)
        return await cls.get(id=person_id)

    @property
    def subject(self) -> str:
        return f"person:{self.id}"

    def note(self, change: Change, kind: EventKind, *, actor: str, at: datetime) -> None:
        change.record(NewEvent(subject=self.subject, kind=kind, actor=actor, at=at))

    async def restate(self, proof: Proof, *, at: datetime) -> None:
        self.name, self.changed_at = proof.holder_name, at
        self.last_four = proof.id_last4 or self.last_four
        await self.save(update_fields=["name", "last_four", "changed_at"])


class PersonIdentifier(Model):
    """A pair of issuer key and subject serial number, which belongs to one person only.

    ``authority`` is the issuer's subject name; None for a card that has not signed since persons
    were introduced.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person",
        related_name="identifiers",
        on_delete=fields.OnDelete.CASCADE,
        db_index=True,
    )
    person_id: UUID
    authority = fields.CharField(254, null=True)
    issuer_key_id = fields.CharField(64)
    subject_serial = fields.CharField(64, db_index=True)
    joined_at = fields.DatetimeField()
    joined_by = fields.CharField(64)

    class Meta:
        table = "person_identifier"
        unique_together = (("issuer_key_id", "subject_serial"),)
