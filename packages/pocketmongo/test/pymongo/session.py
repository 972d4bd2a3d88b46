"""What a Python program does with a database: one check after the other, one line `name: ok` each.

Arguments: connection string. Ends with 1 at the first check that fails.
"""

import asyncio
import datetime
import sys

import pymongo
from bson import Binary, Code, Decimal128, Int64, MaxKey, MinKey, ObjectId, Regex, Timestamp
from pymongo import AsyncMongoClient, DeleteOne, InsertOne, MongoClient, ReplaceOne, UpdateMany, UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError, OperationFailure
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

URI = sys.argv[1]


def crud(db):
    items = db.items
    assert items.insert_one({"_id": 1, "n": 1}).inserted_id == 1
    assert len(items.insert_many([{"n": n} for n in range(2, 500)]).inserted_ids) == 498
    assert items.find_one({"_id": 1}) == {"_id": 1, "n": 1}
    assert [d["n"] for d in items.find({"n": {"$lte": 3}}).sort("n", -1).limit(2)] == [3, 2]
    assert len(list(items.find({}, batch_size=50))) == 499
    assert items.update_one({"_id": 1}, {"$inc": {"n": 10}}).modified_count == 1
    assert items.update_many({"n": {"$gt": 490}}, [{"$set": {"big": True}}]).modified_count == 9
    assert items.replace_one({"_id": "new"}, {"a": 1}, upsert=True).upserted_id == "new"
    assert items.find_one_and_update({"_id": 1}, {"$set": {"a": 2}}, return_document=True)["a"] == 2
    assert items.find_one_and_delete({"_id": "new"}) == {"_id": "new", "a": 1}
    assert items.delete_many({"n": {"$gte": 100}}).deleted_count == 400
    assert items.count_documents({}) == 99
    assert items.estimated_document_count() == 99
    assert items.distinct("n", {"n": {"$lt": 4}}) == [2, 3]


def types(db):
    document = {
        "_id": ObjectId(),
        "int": 1,
        "long": Int64(2**60),
        "double": 1.0,
        "decimal": Decimal128("1.10"),
        "text": "ä€😀",
        "bytes": b"\x00\x01",
        "uuid": Binary(b"0" * 16, 4),
        "date": datetime.datetime(2024, 2, 29, 12, 30, 0, 123000),
        "regex": Regex("^a", "i"),
        "stamp": Timestamp(1, 2),
        "code": Code("x"),
        "ends": [MinKey(), MaxKey(), None, True],
        "sub": {"z": {}, "a": []},
    }
    db.types.insert_one(document)
    found = db.types.find_one({"_id": document["_id"]})
    assert found == document, found
    assert type(found["long"]) is Int64 and type(found["double"]) is float
    assert db.types.find_one({"long": {"$type": "long"}, "decimal": Decimal128("1.1")}) is not None


def bulk_write(db):
    result = db.bulk.bulk_write(
        [
            InsertOne({"_id": 1, "n": 1}),
            UpdateOne({"_id": 2}, {"$set": {"n": 2}}, upsert=True),
            UpdateMany({}, {"$inc": {"n": 1}}),
            ReplaceOne({"_id": 1}, {"n": 5}),
            DeleteOne({"_id": 2}),
        ]
    )
    assert (result.inserted_count, result.upserted_count, result.modified_count, result.deleted_count) == (1, 1, 3, 1)
    try:
        db.bulk.bulk_write([InsertOne({"_id": 1}), InsertOne({"_id": 9})], ordered=False)
        raise AssertionError("no error")
    except BulkWriteError as error:
        assert error.details["nInserted"] == 1
        assert error.details["writeErrors"][0]["code"] == 11000


def indexes(db):
    assert db.indexed.create_index([("a", 1), ("b", -1)], unique=True) == "a_1_b_-1"
    db.indexed.insert_one({"a": 1, "b": 1})
    try:
        db.indexed.insert_one({"a": 1, "b": 1})
        raise AssertionError("no error")
    except DuplicateKeyError as error:
        assert error.details["keyPattern"] == {"a": 1, "b": -1}
        assert error.details["keyValue"] == {"a": 1, "b": 1}
    assert set(db.indexed.index_information()) == {"_id_", "a_1_b_-1"}
    plan = db.indexed.find({"a": 1}).explain()["queryPlanner"]["winningPlan"]
    assert plan["inputStage"]["indexName"] == "a_1_b_-1"
    db.indexed.drop_indexes()
    assert set(db.indexed.index_information()) == {"_id_"}


def aggregate(db):
    db.sales.insert_many([{"shop": n % 3, "price": Decimal128(f"{n}.10")} for n in range(9)])
    rows = list(
        db.sales.aggregate(
            [{"$group": {"_id": "$shop", "sum": {"$sum": "$price"}, "n": {"$count": {}}}}, {"$sort": {"_id": 1}}]
        )
    )
    assert [str(row["sum"]) for row in rows] == ["9.30", "12.30", "15.30"]


def transactions(db):
    client = db.client
    accounts = db.get_collection("accounts", write_concern=WriteConcern("majority"))
    accounts.insert_many([{"_id": "a", "n": 10}, {"_id": "b", "n": 0}])

    def move(session):
        accounts.update_one({"_id": "a"}, {"$inc": {"n": -4}}, session=session)
        accounts.update_one({"_id": "b"}, {"$inc": {"n": 4}}, session=session)
        return accounts.find_one({"_id": "b"}, session=session)["n"]

    with client.start_session() as session:
        assert session.with_transaction(move, read_concern=ReadConcern("snapshot")) == 4
        session.start_transaction()
        accounts.delete_many({}, session=session)
        assert accounts.count_documents({}, session=session) == 0
        session.abort_transaction()
    assert {d["_id"]: d["n"] for d in accounts.find()} == {"a": 6, "b": 4}
    with client.start_session() as one, client.start_session() as two:
        one.start_transaction()
        two.start_transaction()
        accounts.update_one({"_id": "a"}, {"$inc": {"n": 1}}, session=one)
        try:
            accounts.update_one({"_id": "a"}, {"$inc": {"n": 1}}, session=two)
            raise AssertionError("no conflict")
        except OperationFailure as error:
            assert error.code == 112 and error.has_error_label("TransientTransactionError")
        one.commit_transaction()
    assert accounts.find_one({"_id": "a"})["n"] == 7


def change_streams(db):
    try:
        stream = db.watched.watch(full_document="updateLookup")
    except OperationFailure as error:
        if error.code in (115, 168, 40324):
            return f"skipped: {error.details['errmsg']}"
        raise
    with stream:
        db.watched.insert_one({"_id": 1})
        db.watched.update_one({"_id": 1}, {"$set": {"a": 1}})
        db.watched.delete_one({"_id": 1})
        events = [stream.next() for _ in range(3)]
    assert [event["operationType"] for event in events] == ["insert", "update", "delete"]
    assert events[1]["updateDescription"]["updatedFields"] == {"a": 1}
    with db.watched.watch(resume_after=events[0]["_id"]) as resumed:
        assert resumed.next()["operationType"] == "update"


def administration(db):
    db.create_collection("made")
    assert "made" in db.list_collection_names()
    assert db.name in db.client.list_database_names()
    assert db.command("dbstats")["collections"] > 1
    assert db.client.server_info()["version"].startswith("7.")
    db.made.rename("renamed")
    db.renamed.drop()
    assert "renamed" not in db.list_collection_names()


def compression(db):
    with MongoClient(URI, compressors="zlib") as client:
        text = "x" * 100_000
        client[db.name].zipped.insert_one({"_id": 1, "text": text})
        assert client[db.name].zipped.find_one()["text"] == text


def wrong_password(db):
    host = db.client.address
    with MongoClient(*host, username="root", password="wrong", directConnection=True) as client:
        try:
            client.admin.command("ping")
            client[db.name].items.find_one()
            raise AssertionError("let in")
        except OperationFailure as error:
            assert error.code == 18


def asynchronous(db):
    async def work():
        async with AsyncMongoClient(URI) as client:
            items = client[db.name].parallel
            await asyncio.gather(*(items.insert_one({"_id": n}) for n in range(100)))
            assert [d["_id"] async for d in items.find().sort("_id", 1)] == list(range(100))

    asyncio.run(work())


CHECKS = [
    crud, types, bulk_write, indexes, aggregate, transactions,
    change_streams, administration, compression, wrong_password, asynchronous,
]  # fmt: skip


def main():
    with MongoClient(URI) as client:
        print(f"pymongo {pymongo.version}")
        for check in CHECKS:
            note = check(client["python"])
            print(f"{check.__name__}: {note or 'ok'}", flush=True)


main()
