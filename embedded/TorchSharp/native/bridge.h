// The C ABI: plain values in, plain values out, no exception crosses it.
//
// A tensor handle is an at::TensorImpl* that holds one reference; releasing it is the caller's duty.
// Every function that can fail returns 0 for success; after anything else bridge_last_error() has libtorch's message,
// valid until the next failure on the same thread.
#pragma once
#include <cstdint>

#define BRIDGE_API extern "C" __attribute__((visibility("default")))

// Kind of a Value; the same numbers are in Interop/Value.cs.
enum class Tag : int32_t {
  Default = -1,  // take the default of the operator's schema
  None = 0,
  Tensor = 1,      // data: handle, or null for an undefined tensor
  Int = 2,         // data: int64
  Double = 3,      // data: the bits of a double
  Bool = 4,        // data: 0 or 1
  IntList = 5,     // data: const int64_t*
  DoubleList = 6,  // data: const double*
  TensorList = 7,  // data: handles, null for an absent one
  String = 8,      // data: UTF-8, count bytes
  Device = 9,      // data: type << 32 | index + 1
  Generator = 10,  // data: at::Generator*
};

// One argument or result of an operator. `count` is the length of a list or string.
struct Value {
  Tag tag;
  int32_t count;
  int64_t data;
};

// What a caller wants to know of a tensor, in one call. `sizes` and `strides` point into the tensor.
struct TensorInfo {
  const int64_t* sizes;
  const int64_t* strides;
  int64_t numel;
  int64_t storage_offset;
  int32_t ndim;
  int32_t dtype;
  int32_t element_size;
  int32_t device_type;
  int32_t device_index;  // -1: the only one
  uint8_t requires_grad;
  uint8_t is_leaf;
  uint8_t is_contiguous;
  uint8_t is_sparse;
};
