// Shared by the bridge's sources: handles, and errors as status codes.
#pragma once
#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <exception>
#include <string>
#include <utility>

#include "bridge.h"

using Handle = at::TensorImpl*;

std::string& last_error();

// Gives the caller one reference; null for an undefined tensor.
inline Handle to_handle(at::Tensor tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

// A second reference to what the caller holds.
inline at::Tensor from_handle(Handle handle) {
  if (!handle) return at::Tensor();
  return at::Tensor(c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim_copy(handle));
}

template <typename Body>
int guarded(Body&& body) {
  try {
    body();
    return 0;
  } catch (const c10::Error& e) {
    last_error() = e.what_without_backtrace();
  } catch (const std::exception& e) {
    last_error() = e.what();
  } catch (...) {
    last_error() = "libtorch threw something that is not a std::exception";
  }
  return 1;
}
