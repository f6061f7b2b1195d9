// Tensor handles: their life, their metadata, their memory and their place in the autograd graph.
#include <ATen/core/TensorBody.h>
#include <ATen/ops/from_blob.h>

#include "common.h"

BRIDGE_API void bridge_tensor_release(Handle handle) {
  // Reclaiming takes the caller's reference; it goes with the temporary.
  if (handle) c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(handle);
}

BRIDGE_API int bridge_tensor_alias(Handle handle, Handle* result) {
  return guarded([&] { *result = to_handle(from_handle(handle)); });
}

BRIDGE_API int bridge_tensor_info(Handle handle, TensorInfo* info) {
  return guarded([&] {
    const at::Tensor tensor = from_handle(handle);
    const bool strided = tensor.layout() == at::kStrided;
    info->sizes = tensor.sizes().data();
    info->strides = strided ? tensor.strides().data() : nullptr;
    info->numel = tensor.numel();
    info->storage_offset = strided ? tensor.storage_offset() : 0;
    info->ndim = static_cast<int32_t>(tensor.dim());
    info->dtype = static_cast<int32_t>(tensor.scalar_type());
    info->element_size = static_cast<int32_t>(tensor.element_size());
    info->device_type = static_cast<int32_t>(tensor.device().type());
    info->device_index = tensor.device().index();
    info->requires_grad = tensor.requires_grad();
    info->is_leaf = tensor.is_leaf();
    info->is_contiguous = strided && tensor.is_contiguous();
    info->is_sparse = tensor.is_sparse();
  });
}

// The address of the first element; for a CPU tensor it can be read and written.
BRIDGE_API int bridge_tensor_data(Handle handle, void** data) {
  return guarded([&] { *data = from_handle(handle).data_ptr(); });
}

BRIDGE_API int bridge_tensor_set_requires_grad(Handle handle, uint8_t requires_grad) {
  return guarded([&] { from_handle(handle).set_requires_grad(requires_grad != 0); });
}

// Null where no gradient has been accumulated.
BRIDGE_API int bridge_tensor_grad(Handle handle, Handle* grad) {
  return guarded([&] { *grad = to_handle(from_handle(handle).grad()); });
}

BRIDGE_API int bridge_tensor_set_grad(Handle handle, Handle grad) {
  return guarded([&] { from_handle(handle).mutable_grad() = from_handle(grad); });
}

// A tensor over memory of the caller, who is told by `release(context)` when nothing uses it any more.
BRIDGE_API int bridge_tensor_from_blob(void* data, const int64_t* sizes, int32_t ndim, int32_t dtype,
                                       void (*release)(void*), void* context, Handle* result) {
  return guarded([&] {
    const auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
    *result = to_handle(at::from_blob(data, at::IntArrayRef(sizes, ndim), [release, context](void*) { release(context); }, options));
  });
}

// Lets the tensor be another one, on another device or of another type, and stay the same object to the autograd graph and its owner.
BRIDGE_API int bridge_tensor_set_data(Handle handle, Handle data) {
  return guarded([&] { from_handle(handle).set_data(from_handle(data)); });
}
