"""Writes the descriptors of GoogleSQL's service, with all files that they depend on, as one FileDescriptorSet."""

import sys

from google.protobuf import descriptor_pb2
from zetasql.wasi._pb2.zetasql.local_service import local_service_pb2

files = descriptor_pb2.FileDescriptorSet()
seen = set()


def add(file):
    if file.name in seen:
        return
    seen.add(file.name)
    for each in file.dependencies:
        add(each)
    file.CopyToProto(files.file.add())


add(local_service_pb2.DESCRIPTOR)
with open(sys.argv[1], "wb") as out:
    out.write(files.SerializeToString())
